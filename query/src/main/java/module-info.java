/** Parquet files and SQL over the points of explorations. */
module org.systole.query {
    requires duckdb.jdbc;
    requires java.sql;
    requires org.systole.core;

    provides org.systole.report.TableEngine with
            org.systole.query.DuckDbEngine;
}
