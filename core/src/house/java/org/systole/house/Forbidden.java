package org.systole.house;

import java.io.IOException;
import java.lang.classfile.ClassFile;
import java.lang.classfile.ClassModel;
import java.lang.classfile.MethodModel;
import java.lang.classfile.Opcode;
import java.lang.classfile.instruction.FieldInstruction;
import java.lang.classfile.instruction.InvokeInstruction;
import java.lang.classfile.instruction.NewObjectInstruction;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/** Calls that make a result depend on the machine, or that take the decision to print or to end from the caller. */
final class Forbidden {
    private static final String NAME_A_CHARSET = "name the character set, for example StandardCharsets.UTF_8";
    private static final String NAME_A_LOCALE = "name the locale, usually Locale.ROOT";
    private static final String SEED = "take a seed; an unseeded source of randomness does not repeat";
    private static final String PRINTS = "the library does not print; return or write to what the caller gave";

    /** owner.name, or owner.name and descriptor, to the remedy. */
    private static final Map<String, String> CALLS = Map.ofEntries(
            Map.entry("java/lang/System.exit", "throw; only the command line ends the process"),
            Map.entry("java/lang/Runtime.exit", "throw; only the command line ends the process"),
            Map.entry("java/lang/Runtime.halt", "throw; only the command line ends the process"),
            Map.entry("java/lang/Throwable.printStackTrace()V", PRINTS),
            Map.entry("java/lang/Math.random", SEED),
            Map.entry("java/util/Random.<init>()V", SEED),
            Map.entry("java/util/SplittableRandom.<init>()V", SEED),
            Map.entry("java/util/concurrent/ThreadLocalRandom.current", SEED),
            Map.entry("java/util/UUID.randomUUID", SEED),
            Map.entry("java/util/Collections.shuffle(Ljava/util/List;)V", SEED),
            Map.entry("java/lang/String.<init>([B)V", NAME_A_CHARSET),
            Map.entry("java/lang/String.<init>([BII)V", NAME_A_CHARSET),
            Map.entry("java/lang/String.getBytes()[B", NAME_A_CHARSET),
            Map.entry("java/nio/charset/Charset.defaultCharset", NAME_A_CHARSET),
            Map.entry("java/io/FileReader.<init>(Ljava/lang/String;)V", NAME_A_CHARSET),
            Map.entry("java/io/FileReader.<init>(Ljava/io/File;)V", NAME_A_CHARSET),
            Map.entry("java/io/FileWriter.<init>(Ljava/lang/String;)V", NAME_A_CHARSET),
            Map.entry("java/io/FileWriter.<init>(Ljava/io/File;)V", NAME_A_CHARSET),
            Map.entry("java/io/InputStreamReader.<init>(Ljava/io/InputStream;)V", NAME_A_CHARSET),
            Map.entry("java/io/OutputStreamWriter.<init>(Ljava/io/OutputStream;)V", NAME_A_CHARSET),
            Map.entry("java/io/PrintStream.<init>(Ljava/io/OutputStream;)V", NAME_A_CHARSET),
            Map.entry("java/io/PrintStream.<init>(Ljava/io/OutputStream;Z)V", NAME_A_CHARSET),
            Map.entry("java/io/PrintWriter.<init>(Ljava/io/OutputStream;)V", NAME_A_CHARSET),
            Map.entry("java/io/PrintWriter.<init>(Ljava/io/OutputStream;Z)V", NAME_A_CHARSET),
            Map.entry("java/io/ByteArrayOutputStream.toString()Ljava/lang/String;", NAME_A_CHARSET),
            Map.entry("java/util/Scanner.<init>(Ljava/io/InputStream;)V", NAME_A_CHARSET),
            Map.entry("java/lang/String.toLowerCase()Ljava/lang/String;", NAME_A_LOCALE),
            Map.entry("java/lang/String.toUpperCase()Ljava/lang/String;", NAME_A_LOCALE),
            Map.entry("java/lang/String.formatted([Ljava/lang/Object;)Ljava/lang/String;", NAME_A_LOCALE),
            Map.entry(
                    "java/lang/String.format(Ljava/lang/String;[Ljava/lang/Object;)Ljava/lang/String;", NAME_A_LOCALE),
            Map.entry(
                    "java/io/PrintWriter.printf(Ljava/lang/String;[Ljava/lang/Object;)Ljava/io/PrintWriter;",
                    NAME_A_LOCALE),
            Map.entry(
                    "java/io/PrintStream.printf(Ljava/lang/String;[Ljava/lang/Object;)Ljava/io/PrintStream;",
                    NAME_A_LOCALE),
            Map.entry("java/util/Formatter.<init>()V", NAME_A_LOCALE),
            Map.entry("java/util/Formatter.<init>(Ljava/lang/Appendable;)V", NAME_A_LOCALE),
            Map.entry("java/text/DecimalFormat.<init>(Ljava/lang/String;)V", NAME_A_LOCALE),
            Map.entry("java/text/SimpleDateFormat.<init>(Ljava/lang/String;)V", NAME_A_LOCALE),
            Map.entry("java/util/Locale.getDefault", NAME_A_LOCALE));

    private static final Map<String, String> FIELDS = Map.of(
            "java/lang/System.out", PRINTS,
            "java/lang/System.err", PRINTS,
            "java/lang/System.in", "take a stream from the caller");

    private static final Set<String> BARE =
            Set.of("java/lang/RuntimeException", "java/lang/Exception", "java/lang/Error", "java/lang/Throwable");

    private static final Set<String> SERIALIZATION =
            Set.of("java/io/ObjectInputStream", "java/io/ObjectOutputStream", "java/beans/XMLDecoder");

    private Forbidden() {}

    /**
     * Returns a line for each forbidden call in compiled classes.
     *
     * @param ignored prefixes of internal class names that are not looked at (generated code, the entry point)
     */
    static List<String> violations(Path classes, Set<String> ignored) throws IOException {
        var found = new TreeMap<String, String>();
        for (Path file : Project.files(classes, ".class")) {
            ClassModel model = ClassFile.of().parse(file);
            String self = model.thisClass().asInternalName();
            if (ignored.stream().anyMatch(self::startsWith)) continue;
            for (MethodModel method : model.methods()) look(self, method, found);
        }
        var lines = new ArrayList<String>();
        found.forEach((place, remedy) -> lines.add(place + "; " + remedy));
        return lines;
    }

    private static void look(String self, MethodModel method, Map<String, String> found) {
        String place = self + "." + method.methodName().stringValue() + " uses ";
        method.code()
                .ifPresent(code -> code.forEach(element -> {
                    switch (element) {
                        case InvokeInstruction call -> {
                            String name = call.owner().asInternalName() + "."
                                    + call.name().stringValue();
                            String full = name + call.type().stringValue();
                            String remedy = CALLS.getOrDefault(full, CALLS.get(name));
                            // printStackTrace is called on the exception's own class.
                            if (full.endsWith(".printStackTrace()V")) remedy = PRINTS;
                            if (remedy != null) found.put(place + name, remedy);
                        }
                        case FieldInstruction field
                        when field.opcode() == Opcode.GETSTATIC -> {
                            String name = field.owner().asInternalName() + "."
                                    + field.name().stringValue();
                            if (FIELDS.containsKey(name)) found.put(place + name, FIELDS.get(name));
                        }
                        case NewObjectInstruction made -> {
                            String type = made.className().asInternalName();
                            if (BARE.contains(type))
                                found.put(place + "new " + type, "throw a type that says what it is");
                            if (SERIALIZATION.contains(type)) found.put(place + type, "use a published format");
                        }
                        default -> {}
                    }
                }));
    }
}
