package org.systole.hardware;

import java.math.BigDecimal;
import java.math.MathContext;
import java.util.stream.Collectors;

/** The reference page of the shipped accelerators in Markdown: one row each. */
public final class AcceleratorsPage {
    private AcceleratorsPage() {}

    /** Returns the page. */
    public static String text() {
        var page = new StringBuilder("# Shipped accelerators\n\n");
        page.append("<!-- Generated from hardware/*/accelerator.yaml; change it there. -->\n\n");
        page.append(
                "Each is a folder of `hardware/` with its description, sources, assumptions and published figures. ");
        page.append("A file of yours changes one of them with `extends: NAME` ");
        page.append("([format](accelerator-yaml.md)). Peak: a multiply-accumulate counts as two operations.\n\n");
        page.append("| name | | PEs | peak TOPS | clock MHz | on chip KiB | formats | technology | witnesses |\n");
        page.append("|---|---|---:|---:|---:|---:|---|---|---|\n");
        Accelerators.names().forEach(name -> row(page, Accelerators.shipped(name)));
        return page.toString();
    }

    private static void row(StringBuilder page, Accelerator a) {
        var p = a.precision();
        page.append("| [`")
                .append(a.name())
                .append("`](../../hardware/")
                .append(a.name())
                .append("/README.md) | ");
        page.append(a.title()).append(" | ").append(a.array().pes()).append(" | ");
        page.append(number(a.peakTops()))
                .append(" | ")
                .append(number(a.clockMhz()))
                .append(" | ");
        page.append(number(a.onChipBits() / 8192.0)).append(" | ");
        page.append(p.input()).append(" x ").append(p.weight()).append(" + ").append(p.partialSum());
        page.append(" | ").append(a.technology()).append(" | ");
        page.append(a.witnesses().stream().map(Object::toString).collect(Collectors.joining(", ")));
        page.append(" |\n");
    }

    private static String number(double value) {
        return new BigDecimal(value, new MathContext(4)).stripTrailingZeros().toPlainString();
    }
}
