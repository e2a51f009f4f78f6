package org.systole.cost;

import java.util.Optional;
import org.systole.units.Certainty;

/**
 * Static memories of any size, built from arrays that CACTI accepts.
 *
 * <ul>
 *   <li>A word wider than 512 bits is cut into equal arrays side by side, all of which work in an access.
 *   <li>More than four banks are groups of four; an access works in one group. Wires between groups are not counted,
 *       so that energy is extrapolated.
 *   <li>An array narrower than 8 bits, or larger than 8 MiB after that, is extrapolated.
 *   <li>Fewer than 32 words a bank are no static memory: the caller takes flip-flops.
 * </ul>
 */
final class Sram {
    private final SramGrid grid;

    Sram(SramGrid grid) {
        this.grid = grid;
    }

    /**
     * Returns the figures, or empty when a bank has fewer words than CACTI accepts.
     *
     * @param sizeBits all banks
     * @param widthBits a word
     * @param banks at least 1
     */
    Optional<SramFigures> figures(
            double sizeBits, int widthBits, int banks, SramPorts ports, int nodeNm, Technology.Cell cell) {
        double words = sizeBits / widthBits / banks;
        if (words < SramSlice.FEWEST_WORDS) return Optional.empty();
        int abreast = Math.ceilDiv(widthBits, SramSlice.WIDEST);
        double groups = Math.max(1, banks / (double) SramSlice.MOST_BANKS);
        double arrayBytes = sizeBits / 8 / abreast / groups;
        SramFigures array = grid.figures(arrayBytes, widthBits / (double) abreast, banks / groups, ports, nodeNm, cell);
        if (abreast > 1)
            array = array.copies(abreast, abreast, Certainty.INTERPOLATED, abreast + " arrays side by side");
        if (groups > 1) array = array.copies(groups, 1, Certainty.EXTRAPOLATED, banks + " banks in groups of four");
        return Optional.of(array);
    }
}
