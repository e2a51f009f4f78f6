/**
 * How much, of what, and according to whom.
 *
 * <p>A {@link org.systole.units.Figure} is a number that a person gets to see: it carries its unit, the
 * {@link org.systole.units.Witness} it comes from and how sure it is. Hot loops compute on plain doubles and longs,
 * whose unit is part of their name ({@code energyPj}, {@code sizeBits}).
 */
package org.systole.units;
