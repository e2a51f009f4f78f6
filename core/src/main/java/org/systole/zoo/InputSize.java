package org.systole.zoo;

import org.systole.problem.Place;
import org.systole.problem.Problems;

/**
 * The input that a network was published for, and what else it can take.
 *
 * @param height of the image, or 0 when the input is none
 * @param width of the image, or 0
 * @param sequence length of the row, or 0 when the input is none
 * @param multiple what height and width have to be multiples of; 0 when they are fixed
 * @param least the smallest height, width or sequence length
 * @param longest the greatest sequence length; 0 when it is fixed
 */
record InputSize(int height, int width, int sequence, int multiple, int least, int longest) {
    /** An image of one size only. */
    static InputSize fixedImage(int height, int width) {
        return new InputSize(height, width, 0, 0, 0, 0);
    }

    /** An image of any size from the least on that is a multiple. */
    static InputSize image(int height, int width, int multiple, int least) {
        return new InputSize(height, width, 0, multiple, least, 0);
    }

    /** A row of any length between two. */
    static InputSize sequence(int length, int least, int longest) {
        return new InputSize(0, 0, length, 0, least, longest);
    }

    /**
     * Returns the options with this network's own sizes where none was asked for.
     *
     * @throws org.systole.problem.SystoleException with every size that the network cannot take
     */
    ZooOptions resolve(String network, ZooOptions asked) {
        var problems = new Problems();
        Place place = Place.element("zoo:" + network, "input");
        side(problems, place, "height", asked.height(), height);
        side(problems, place, "width", asked.width(), width);
        row(problems, place, asked.sequence());
        problems.throwIfAny();
        return new ZooOptions(
                Math.max(1, asked.batch()),
                asked.height() == 0 ? height : asked.height(),
                asked.width() == 0 ? width : asked.width(),
                asked.sequence() == 0 ? sequence : asked.sequence(),
                asked.seed());
    }

    private void side(Problems problems, Place place, String what, int asked, int own) {
        if (asked == 0 || asked == own) return;
        if (own == 0 || multiple == 0) {
            problems.add(ZooProblem.FIXED_SIZE, place, fixed(what, asked, own), leaveOut(what, own));
        } else if (asked < least || asked % multiple != 0) {
            int nearest = Math.max(Math.ceilDiv(least, multiple), Math.round((float) asked / multiple)) * multiple;
            problems.add(
                    ZooProblem.UNSUITABLE_SIZE,
                    place,
                    what + " " + asked + " is not a multiple of " + multiple + " from " + least + " on",
                    "use " + nearest);
        }
    }

    private void row(Problems problems, Place place, int asked) {
        if (asked == 0 || asked == sequence) return;
        if (sequence == 0 || longest == 0) {
            problems.add(
                    ZooProblem.FIXED_SIZE,
                    place,
                    fixed("sequence length", asked, sequence),
                    leaveOut("sequence length", sequence));
        } else if (asked < least || asked > longest) {
            problems.add(
                    ZooProblem.UNSUITABLE_SIZE,
                    place,
                    "sequence length " + asked + " does not lie between " + least + " and " + longest,
                    "use " + Math.clamp(asked, least, longest));
        }
    }

    private static String fixed(String what, int asked, int own) {
        return own == 0
                ? "the input has no " + what + ", but " + asked + " was asked for"
                : "the " + what + " is " + own + " and cannot be " + asked;
    }

    private static String leaveOut(String what, int own) {
        return own == 0 ? "leave the " + what + " out" : "leave the " + what + " out, or use " + own;
    }
}
