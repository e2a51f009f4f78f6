package org.systole.files;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/**
 * What {@code run.json} says of a run: enough to repeat it and to see whether its inputs changed.
 *
 * @param command the sub-command, for example {@code evaluate}
 * @param arguments the whole command line after the program's name, for people
 * @param options the options that decide the result, by name, for later commands
 * @param version the tool's version
 * @param build the hash of the tool's archives, or the empty string when it is not known
 * @param created when it began, ISO 8601 in UTC
 * @param seeds the seeds by what they are for
 * @param inputs the files and named things that it read
 * @param outputs the files that it wrote; empty while it runs
 * @param complete whether it came to its end
 */
public record RunRecord(
        String command,
        List<String> arguments,
        Map<String, String> options,
        String version,
        String build,
        String created,
        Map<String, Long> seeds,
        List<Input> inputs,
        List<Output> outputs,
        boolean complete) {
    /** The version of the format. */
    public static final int SCHEMA = 1;

    /** The file's name in a run directory. */
    public static final String FILE = "run.json";

    /**
     * A thing that was read.
     *
     * @param role {@code model}, {@code weights}, {@code accelerator}, ...
     * @param name the file's absolute path, or a name such as {@code zoo:resnet-34} for what is no file
     * @param sha256 its content's hash
     * @param bytes its size, or 0 for what is no file
     */
    public record Input(String role, String name, String sha256, long bytes) {
        /** Checks that no part is missing. */
        public Input {
            Objects.requireNonNull(role);
            Objects.requireNonNull(name);
            Objects.requireNonNull(sha256);
        }

        /**
         * Returns a file as an input.
         *
         * @throws org.systole.problem.SystoleException E9107 when it cannot be read
         */
        public static Input file(String role, Path file) {
            byte[] content = RunDirectory.bytes(file);
            return new Input(
                    role, file.toAbsolutePath().normalize().toString(), ContentHash.of(content), content.length);
        }
    }

    /**
     * A file that was written.
     *
     * @param name its name in the run directory
     * @param sha256 its content's hash
     * @param bytes its size
     */
    public record Output(String name, String sha256, long bytes) {
        /** Checks that no part is missing. */
        public Output {
            Objects.requireNonNull(name);
            Objects.requireNonNull(sha256);
        }
    }

    /** Copies the collections, keeping their order. */
    public RunRecord {
        arguments = List.copyOf(arguments);
        options = Collections.unmodifiableMap(new LinkedHashMap<>(options));
        seeds = Collections.unmodifiableMap(new LinkedHashMap<>(seeds));
        inputs = List.copyOf(inputs);
        outputs = List.copyOf(outputs);
    }

    /** Returns the record of the run's end. */
    RunRecord completed(List<Output> written) {
        return new RunRecord(command, arguments, options, version, build, created, seeds, inputs, written, true);
    }

    /** Returns the input of a role, the first one. */
    public Input input(String role) {
        for (Input input : inputs) if (input.role().equals(role)) return input;
        throw new IllegalArgumentException("the run has no input '" + role + "'");
    }

    /** Returns the text of {@code run.json}. */
    public String json() {
        var tree = new LinkedHashMap<String, Object>();
        tree.put("schema", "systole-run/" + SCHEMA);
        tree.put("command", command);
        tree.put("arguments", arguments);
        tree.put("options", options);
        var tool = new LinkedHashMap<String, Object>();
        tool.put("name", "systole");
        tool.put("version", version);
        tool.put("build", build);
        tree.put("tool", tool);
        tree.put("created", created);
        tree.put("seeds", seeds);
        tree.put("state", complete ? "complete" : "running");
        var read = new ArrayList<Object>();
        for (Input input : inputs) {
            var item = file(input.name(), input.sha256(), input.bytes());
            item.putFirst("role", input.role());
            read.add(item);
        }
        tree.put("inputs", read);
        var written = new ArrayList<Object>();
        for (Output output : outputs) written.add(file(output.name(), output.sha256(), output.bytes()));
        tree.put("outputs", written);
        return Json.pretty(tree);
    }

    private static LinkedHashMap<String, Object> file(String name, String sha256, long bytes) {
        var item = new LinkedHashMap<String, Object>();
        item.put("name", name);
        item.put("sha256", sha256);
        if (bytes > 0) item.put("bytes", bytes);
        return item;
    }

    /**
     * Reads {@code run.json}.
     *
     * @throws org.systole.problem.SystoleException E9104 or E9106 when it is not one of this version
     */
    static RunRecord parse(String file, byte[] text) {
        JsonReader run = JsonReader.of(file, text);
        Schemas.check(file, run.get("schema").text(), "systole-run", SCHEMA);
        JsonReader tool = run.get("tool");
        return new RunRecord(
                run.get("command").text(),
                run.get("arguments").list(JsonReader::text),
                run.get("options").map(JsonReader::text),
                tool.get("version").text(),
                tool.get("build").text(),
                run.get("created").text(),
                run.get("seeds").map(JsonReader::whole),
                run.get("inputs")
                        .list(i -> new Input(
                                i.get("role").text(),
                                i.get("name").text(),
                                i.get("sha256").text(),
                                i.has("bytes") ? i.get("bytes").whole() : 0)),
                run.get("outputs")
                        .list(o -> new Output(
                                o.get("name").text(),
                                o.get("sha256").text(),
                                o.has("bytes") ? o.get("bytes").whole() : 0)),
                run.get("state").text().equals("complete"));
    }
}
