package org.systole.workload;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.systole.problem.Place;
import org.systole.problem.Problems;

/**
 * The configuration format of SCALE-Sim v3 ({@code scalesim/scale_config.py} and {@code configs/},
 * scalesim-project/SCALE-Sim@1d62b68): sections in brackets, keys without regard to case. Keys that do not change what
 * is modelled here (offsets, request buffers, banks) are accepted and not used.
 */
final class ScaleSimConfigParser {
    private static final Map<String, Set<String>> KEYS = new TreeMap<>(Map.of(
            "general", Set.of("run_name"),
            "architecture_presets",
                    Set.of(
                            "arrayheight",
                            "arraywidth",
                            "ifmapsramszkb",
                            "filtersramszkb",
                            "ofmapsramszkb",
                            "ifmapoffset",
                            "filteroffset",
                            "ofmapoffset",
                            "bandwidth",
                            "dataflow",
                            "memorybanks",
                            "onchipmemorybanks",
                            "onchipmemorybankports",
                            "readrequestbuffer",
                            "writerequestbuffer"),
            "layout",
                    Set.of(
                            "ifmapcustomlayout",
                            "ifmapsrambankbandwidth",
                            "ifmapsrambanknum",
                            "ifmapsrambankport",
                            "filtercustomlayout",
                            "filtersrambankbandwidth",
                            "filtersrambanknum",
                            "filtersrambankport"),
            "sparsity",
                    Set.of(
                            "sparsitysupport",
                            "sparserep",
                            "optimizedmapping",
                            "blocksize",
                            "randomnumbergeneratorseed",
                            "nonzeroelems"),
            "network_presets", Set.of("topologycsvloc"),
            "run_presets", Set.of("interfacebandwidth", "useramulatortrace")));

    private final String file;
    private final Problems problems = new Problems();
    private final Map<String, Entry> entries = new LinkedHashMap<>();

    ScaleSimConfigParser(String file) {
        this.file = file;
    }

    private record Entry(String value, Place place) {}

    ScaleSimConfig parse(String text) {
        String section = "";
        int number = 0;
        for (String line : Texts.lines(text)) {
            number++;
            String stripped = line.strip();
            if (stripped.isEmpty() || stripped.startsWith("#") || stripped.startsWith(";")) continue;
            if (stripped.startsWith("[") && stripped.endsWith("]")) section = section(stripped, number, line);
            else if (!section.equals("?")) entry(section, line, number);
        }
        off("sparsity.sparsitysupport");
        off("layout.ifmapcustomlayout");
        off("layout.filtercustomlayout");
        off("run_presets.useramulatortrace");
        var config = config();
        problems.throwIfAny();
        return config;
    }

    private ScaleSimConfig config() {
        String presets = "architecture_presets.";
        Entry name = entries.get("general.run_name");
        return new ScaleSimConfig(
                name == null ? Texts.baseName(file) : name.value(),
                number(presets + "ArrayHeight"),
                number(presets + "ArrayWidth"),
                number(presets + "IfmapSramSzkB"),
                number(presets + "FilterSramSzkB"),
                number(presets + "OfmapSramSzkB"),
                stationary(presets + "Dataflow"),
                bandwidths(presets + "Bandwidth"));
    }

    private String section(String text, int line, String whole) {
        String name = text.substring(1, text.length() - 1).strip();
        if (KEYS.containsKey(name)) return name;
        problems.add(
                WorkloadProblem.CONFIG_KEY,
                new Place(file, line, whole.indexOf('[') + 1, ""),
                "found the section '" + Texts.shown(name) + "', expected one of " + KEYS.keySet(),
                "remove the section, or write its name as SCALE-Sim does");
        return "?";
    }

    private void entry(String section, String line, int number) {
        int start = line.length() - line.stripLeading().length();
        var place = new Place(file, number, start + 1, "");
        int at = split(line);
        if (section.isEmpty() || at < 0) {
            String expected = section.isEmpty() ? "a section in brackets first" : "'key: value' or '[section]'";
            problems.add(
                    WorkloadProblem.CONFIG_SYNTAX,
                    place,
                    "found '" + Texts.shown(line.strip()) + "', expected " + expected,
                    "write " + expected);
            return;
        }
        String key = line.substring(0, at).strip();
        String full = section + "." + key.toLowerCase(Locale.ROOT);
        if (!KEYS.get(section).contains(key.toLowerCase(Locale.ROOT)))
            problems.add(
                    WorkloadProblem.CONFIG_KEY,
                    place,
                    "found the key '" + Texts.shown(key) + "', which the section [" + section + "] does not have",
                    "remove the key, or write its name as SCALE-Sim does");
        else if (entries.putIfAbsent(full, new Entry(line.substring(at + 1).strip(), place)) != null)
            problems.add(
                    WorkloadProblem.CONFIG_KEY,
                    place,
                    "found the key '" + Texts.shown(key) + "' a second time",
                    "keep one of the two lines");
    }

    private static int split(String line) {
        int colon = line.indexOf(':');
        int equals = line.indexOf('=');
        if (colon < 0) return equals;
        return equals < 0 ? colon : Math.min(colon, equals);
    }

    private void off(String key) {
        Entry entry = entries.get(key);
        if (entry == null || entry.value().equalsIgnoreCase("false")) return;
        problems.add(
                WorkloadProblem.CONFIG_FEATURE,
                entry.place(),
                "found '" + Texts.shown(entry.value()) + "', expected False",
                "switch the feature off");
    }

    private int number(String key) {
        Entry entry = required(key);
        if (entry == null) return 1;
        if (entry.value().matches("0*[1-9]\\d{0,8}")) return Integer.parseInt(entry.value());
        return wrong(entry, key, "a whole number from 1 to 999999999", 1);
    }

    private Operand stationary(String key) {
        Entry entry = required(key);
        if (entry == null) return Operand.WEIGHT;
        return switch (entry.value()) {
            case "ws" -> Operand.WEIGHT;
            case "os" -> Operand.OUTPUT;
            case "is" -> Operand.INPUT;
            default -> wrong(entry, key, "ws, os or is", Operand.WEIGHT);
        };
    }

    private List<Integer> bandwidths(String key) {
        Entry mode = required("run_presets.InterfaceBandwidth");
        if (mode == null || mode.value().equals("CALC")) return List.of();
        if (!mode.value().equals("USER"))
            return wrong(mode, "run_presets.InterfaceBandwidth", "USER or CALC", List.of());
        Entry entry = required(key);
        if (entry == null) return List.of();
        List<Integer> words = new ArrayList<>();
        for (String part : entry.value().split(",", -1)) {
            if (!part.strip().matches("0*[1-9]\\d{0,8}"))
                return wrong(entry, key, "whole numbers of words a cycle from 1, with commas between them", List.of());
            words.add(Integer.parseInt(part.strip()));
        }
        return words;
    }

    private <T> T wrong(Entry entry, String key, String expected, T otherwise) {
        problems.add(
                WorkloadProblem.CONFIG_VALUE,
                entry.place(),
                key + ": found '" + Texts.shown(entry.value()) + "', expected " + expected,
                "write " + expected);
        return otherwise;
    }

    private Entry required(String key) {
        Entry entry = entries.get(key.toLowerCase(Locale.ROOT));
        if (entry == null)
            problems.add(
                    WorkloadProblem.CONFIG_MISSING,
                    Place.element(file, key),
                    "found no key '" + key.substring(key.indexOf('.') + 1) + "' in the section ["
                            + key.substring(0, key.indexOf('.')) + "]",
                    "add the key");
        return entry;
    }
}
