package org.systole.rtl;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.TreeSet;
import org.systole.rtl.Synthesis.Family;
import org.systole.rtl.SynthesisTerms.Module;
import org.systole.rtl.SynthesisTerms.Term;

/** Fits the factors of the estimate of synthesis to the modules of the cores that are marked to set it: least squares. */
final class SynthesisFit {
    /** Keeps factors small that the cores do not tell apart. */
    private static final double RIDGE = 1e-6;

    private SynthesisFit() {}

    /** What one module of one core took. */
    private record Sample(List<Term> terms, int figure) {}

    /** Returns the table of factors. */
    static String table(List<SynthesisRow> rows) {
        var text = new StringBuilder("family,module,figure,size,factor\n");
        for (Family family : Family.values()) {
            var set = rows.stream().filter(r -> r.set() && r.family() == family).toList();
            var names = new TreeSet<String>();
            for (SynthesisRow row : set)
                for (Module module : SynthesisTerms.of(row.core(), row.instructions(), family))
                    names.add(module.name());
            for (String name : names) module(text, family, name, set);
        }
        return text.toString();
    }

    private static void module(StringBuilder text, Family family, String name, List<SynthesisRow> set) {
        var luts = new ArrayList<Sample>();
        var registers = new ArrayList<Sample>();
        double dsps = 0;
        for (SynthesisRow row : set)
            for (Module module : SynthesisTerms.of(row.core(), row.instructions(), family)) {
                if (!module.name().equals(name)) continue;
                int[] figures = row.modules().getOrDefault(module.file(), new int[4]);
                luts.add(new Sample(module.luts(), figures[0]));
                registers.add(new Sample(module.registers(), figures[1]));
                dsps += figures[2];
            }
        figure(text, family + "," + name + ",lut,", luts);
        figure(text, family + "," + name + ",ff,", registers);
        // those of lanes and PEs follow from their widths
        if (dsps > 0 && !name.equals("lane") && !name.startsWith("pe"))
            text.append(String.format(Locale.ROOT, "%s,%s,dsp,1,%.0f%n", family, name, dsps / luts.size()));
    }

    private static void figure(StringBuilder text, String key, List<Sample> samples) {
        var names = samples.getFirst().terms().stream().map(Term::name).toList();
        int n = names.size();
        var a = new double[n][n + 1];
        for (Sample sample : samples)
            for (int i = 0; i < n; i++) {
                double v = sample.terms().get(i).value();
                for (int j = 0; j < n; j++) a[i][j] += v * sample.terms().get(j).value();
                a[i][n] += v * sample.figure();
            }
        double[] factors = solve(a);
        for (int i = 0; i < n; i++)
            if (Math.abs(factors[i]) >= 5e-4)
                text.append(String.format(Locale.ROOT, "%s%s,%.3f%n", key, names.get(i), factors[i]));
    }

    /** Solves the normal equations by elimination. */
    private static double[] solve(double[][] a) {
        int n = a.length;
        for (int i = 0; i < n; i++) a[i][i] += RIDGE * (1 + a[i][i]);
        for (int i = 0; i < n; i++)
            for (int r = 0; r < n; r++) {
                if (r == i) continue;
                double factor = a[r][i] / a[i][i];
                for (int c = i; c <= n; c++) a[r][c] -= factor * a[i][c];
            }
        var x = new double[n];
        for (int i = 0; i < n; i++) x[i] = a[i][n] / a[i][i];
        return x;
    }
}
