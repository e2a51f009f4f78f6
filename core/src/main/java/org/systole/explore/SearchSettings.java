package org.systole.explore;

/**
 * How an evolutionary search varies points.
 *
 * @param local share of the children that are steps from the front ({@link FrontNeighbours}) in place of crossed and mutated
 *     parents, 0 to 1
 * @param crossover probability that two parents are crossed, 0 to 1; NaN for the library's usual one
 * @param mutation probability that a parameter mutates, 0 to 1; NaN for the library's usual one, one in so many parameters
 * @param corners whether the ends of the space are evaluated first
 */
public record SearchSettings(double local, double crossover, double mutation, boolean corners) {
    /** The library's usual settings. */
    public static final SearchSettings USUAL = new SearchSettings(0, Double.NaN, Double.NaN, false);
}
