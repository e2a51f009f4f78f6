/**
 * Parquet files and SQL, by DuckDB.
 *
 * <p>A database lives in memory for one call. Tables are copied into it; before a question of a user is looked at, the
 * engine's access to files, network and settings is locked for good.
 */
package org.systole.query;
