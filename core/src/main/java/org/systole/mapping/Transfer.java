package org.systole.mapping;

import org.systole.hardware.Memory;
import org.systole.workload.Operand;

/**
 * What moves between two neighbouring memories of an operand, or between its innermost memory and the array, in elements.
 *
 * <p>Inputs and weights move inwards: {@code outerCount} elements are read from the outer memory, {@code innerCount} written
 * into the instances of the inner one, more when one read serves several. Outputs move outwards: {@code innerCount} leave the
 * instances of the inner memory, {@code outerCount} arrive after those of one instant have been added up on their way.
 *
 * @param operand the operand
 * @param outer the memory further out
 * @param inner the memory nearer to the array, or null for the array itself
 * @param stays how many temporal loops pass without moving anything: those within the tile and those directly above that do
 *     not index the operand
 * @param outerCount elements at the outer memory
 * @param innerCount elements at the inner memory or the array
 * @param back partial sums that move inwards again to be added to
 * @param added arrivals that the outer memory adds to what it stores
 * @param finished outputs that leave the inner memory complete
 * @param tile the most elements that one inner instance holds
 * @param group the most distinct elements that move at a time on the outer side, to or from all inner instances of one outer one
 * @param run how many of them are neighbours in a tensor stored channels last
 */
record Transfer(
        Operand operand,
        Memory outer,
        Memory inner,
        int stays,
        long outerCount,
        long innerCount,
        long back,
        long added,
        long finished,
        long tile,
        long group,
        long run) {

    /** Returns whether this is the way between the innermost memory and the array. */
    boolean isArray() {
        return inner == null;
    }
}
