/**
 * Number formats: which real numbers can be stored, and which of them a real number becomes.
 *
 * <p>A {@link org.systole.formats.Grid} is the set of numbers that codes stand for at scale 1; a
 * {@link org.systole.formats.Format} adds rounding, overflow, how the scale is chosen and how many numbers share it. The
 * definitions stand in {@code docs/models/number-formats.md}. What a format's multiplier is made of says
 * {@link org.systole.formats.Product}; what that costs is the business of {@code cost}.
 */
package org.systole.formats;
