/**
 * What an action costs: component and technology tables turn action counts into energy and area.
 *
 * <p>{@link org.systole.cost.CostTables} looks up every part of a described accelerator once; an
 * evaluation then multiplies its action counts by plain numbers. Every figure is a row of a table under the resources
 * of this package, with its source; a figure between rows, beyond them or without any row says so
 * ({@link org.systole.units.Certainty}). What has no source is unknown, never zero.
 */
package org.systole.cost;
