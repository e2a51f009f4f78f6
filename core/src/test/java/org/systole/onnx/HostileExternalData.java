package org.systole.onnx;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.systole.onnx.proto.Onnx.AttributeProto;
import org.systole.onnx.proto.Onnx.AttributeProto.AttributeType;
import org.systole.onnx.proto.Onnx.FunctionProto;
import org.systole.onnx.proto.Onnx.GraphProto;
import org.systole.onnx.proto.Onnx.ModelProto;
import org.systole.onnx.proto.Onnx.SparseTensorProto;
import org.systole.onnx.proto.Onnx.TensorProto;
import org.systole.onnx.proto.Onnx.TrainingInfoProto;

/** External data: every spelling of a path that leads out, every kind of file that is none, every place of a tensor. */
final class HostileExternalData {
    private static final String OUT = "../secret.bin";

    private HostileExternalData() {}

    static void add(HostileCase.Table table) {
        locations(table);
        files(table);
        ranges(table);
        places(table);
    }

    /** A model beside data of 16 bytes, in a folder beside a secret of 16 bytes. */
    private static Path put(Path folder, ModelProto.Builder model) throws IOException {
        HostileFiles.write(folder.getParent(), "secret.bin", new byte[16]);
        HostileFiles.write(folder, "w.bin", new byte[16]);
        return HostileFiles.write(folder, "m.onnx", model.build().toByteArray());
    }

    private static void external(HostileCase.Table table, String name, String... entries) {
        table.file("external " + name, folder -> put(folder, Protos.model(Protos.add(Protos.external(entries)))));
    }

    private static void locations(HostileCase.Table table) {
        external(table, "is read", "location", "w.bin", "offset", "8", "length", "8");
        external(table, "in a dotted path", "location", "./w.bin");
        external(table, "up", "location", OUT);
        external(table, "up from within", "location", "a/../../secret.bin");
        external(table, "up and back", "location", "../model/w.bin");
        external(table, "up with backslashes", "location", "..\\secret.bin");
        external(table, "absolute", "location", "/etc/passwd");
        external(table, "absolute twice", "location", "//etc/passwd");
        external(table, "on a drive", "location", "C:\\Windows\\win.ini");
        external(table, "on a drive, relative", "location", "C:win.ini");
        external(table, "on a share", "location", "\\\\server\\share\\x");
        external(table, "an address", "location", "http://example.com/w.bin");
        external(table, "a file address", "location", "file:///etc/passwd");
        external(table, "empty", "location", "");
        external(table, "without location", "offset", "0");
        external(table, "a dot", "location", ".");
        external(table, "with a nul", "location", "w.bin\0.txt");
        external(table, "with a newline", "location", "w\n.bin");
        external(table, "in /dev", "location", "/dev/zero");
        external(table, "in /proc", "location", "/proc/self/environ");
        external(table, "with a home", "location", "~/w.bin");
        external(table, "missing", "location", "none.bin");
        external(table, "of 10000 characters", "location", "a".repeat(10_000));
    }

    private static void files(HostileCase.Table table) {
        linked(table, "is a folder", folder -> Files.createDirectory(folder.resolve("l.bin")));
        linked(
                table,
                "is a pipe",
                folder -> command("mkfifo", folder.resolve("l.bin").toString()));
        linked(
                table,
                "is a symbolic link out",
                folder -> Files.createSymbolicLink(folder.resolve("l.bin"), Path.of(OUT)));
        linked(
                table,
                "is a symbolic link within",
                folder -> Files.createSymbolicLink(folder.resolve("l.bin"), Path.of("w.bin")));
        linked(
                table,
                "is a symbolic link to a device",
                folder -> Files.createSymbolicLink(folder.resolve("l.bin"), Path.of("/dev/zero")));
        linked(
                table,
                "is a hard link",
                folder -> Files.createLink(
                        folder.resolve("l.bin"), folder.getParent().resolve("secret.bin")));
        table.file("external lies behind a linked folder", folder -> {
            Path file = put(folder, Protos.model(Protos.add(Protos.external("location", "sub/secret.bin"))));
            Files.createSymbolicLink(folder.resolve("sub"), folder.getParent());
            return file;
        });
        table.file(
                "external lies behind a file",
                folder -> put(folder, Protos.model(Protos.add(Protos.external("location", "w.bin/x")))));
        table.file("external lies in a folder", folder -> {
            HostileFiles.write(folder, "sub/w.bin", new byte[8]);
            return put(folder, Protos.model(Protos.add(Protos.external("location", "sub/w.bin"))));
        });
    }

    @FunctionalInterface
    private interface Setup {
        void run(Path folder) throws IOException;
    }

    private static void linked(HostileCase.Table table, String name, Setup setup) {
        table.file("external " + name, folder -> {
            Path file = put(folder, Protos.model(Protos.add(Protos.external("location", "l.bin"))));
            setup.run(folder);
            return file;
        });
    }

    private static void command(String... words) throws IOException {
        try {
            new ProcessBuilder(words).start().waitFor();
        } catch (InterruptedException e) {
            throw new IOException(e);
        }
    }

    private static void ranges(HostileCase.Table table) {
        external(table, "offset past the end", "location", "w.bin", "offset", "16");
        external(table, "part past the end", "location", "w.bin", "offset", "12");
        external(table, "offset negative", "location", "w.bin", "offset", "-8");
        external(table, "offset not a number", "location", "w.bin", "offset", "eight");
        external(table, "offset in other digits", "location", "w.bin", "offset", "\u0668");
        external(table, "offset past 63 bits", "location", "w.bin", "offset", "99999999999999999999");
        external(table, "offset that overflows", "location", "w.bin", "offset", "9223372036854775807");
        external(table, "length negative", "location", "w.bin", "length", "-1");
        external(table, "length of a petabyte", "location", "w.bin", "length", "1125899906842624");
        external(table, "length too short", "location", "w.bin", "length", "4");
        external(table, "length empty", "location", "w.bin", "length", "");
        external(table, "unknown key", "location", "w.bin", "__class__", "x");
        external(table, "key twice", "location", "w.bin", "location", "m.onnx");
        external(table, "checksum wrong", "location", "w.bin", "checksum", "da39a3ee5e6b4b0d3255bfef95601890afd80709");
        external(table, "checksum right", "location", "w.bin", "checksum", "e129f27c5103bc5cc44bcdf0a15e160d445066ff");
        table.file(
                "external and raw",
                folder -> put(
                        folder,
                        Protos.model(
                                Protos.add(Protos.external("location", "w.bin").setRawData(Protos.zeros(8))))));
        table.file(
                "external described but inside",
                folder -> put(
                        folder,
                        Protos.model(Protos.add(Protos.external("location", OUT)
                                .clearDataLocation()
                                .setRawData(Protos.zeros(8))))));
        table.file(
                "external of an impossible size",
                folder -> put(
                        folder,
                        Protos.model(Protos.add(
                                Protos.external("location", "w.bin").clearDims().addDims(1L << 40)))));
        table.file(
                "external shared by two",
                folder -> put(
                        folder,
                        Protos.model(Protos.add(Protos.external("location", "w.bin"))
                                .addInitializer(Protos.external("location", "w.bin", "offset", "4")
                                        .setName("v")))));
    }

    /** Every place where the format has a tensor; all point at the same file outside. */
    private static void places(HostileCase.Table table) {
        TensorProto.Builder out = Protos.external("location", OUT);
        AttributeProto value = Protos.tensor("value", out);
        SparseTensorProto.Builder values = SparseTensorProto.newBuilder()
                .setValues(out.clone().setName("s"))
                .setIndices(Protos.longs("", 0, 1))
                .addDims(4);
        SparseTensorProto.Builder indices = SparseTensorProto.newBuilder()
                .setValues(Protos.floats("s", 2))
                .setIndices(out.clone().setDataType(Protos.INT64))
                .addDims(4);
        AttributeProto sparse = sparse("sparse_value", values);
        place(table, "a Constant", Protos.relu().addNode(Protos.node("Constant", "k", "", "z", value)));
        place(table, "a sparse Constant", Protos.relu().addNode(Protos.node("Constant", "k", "", "z", sparse)));
        place(table, "sparse values", Protos.relu().addSparseInitializer(values));
        place(table, "sparse indices", Protos.relu().addSparseInitializer(indices));
        place(table, "an attribute", Protos.relu().addNode(Protos.node("ConstantOfShape", "k", "x", "z", value)));
        place(
                table,
                "a list of tensors",
                Protos.relu()
                        .addNode(Protos.node(
                                "Odd",
                                "k",
                                "x",
                                "z",
                                Protos.attribute("list", AttributeType.TENSORS)
                                        .addTensors(out)
                                        .build())));
        place(
                table,
                "a list of sparse tensors",
                Protos.relu()
                        .addNode(Protos.node(
                                "Odd",
                                "k",
                                "x",
                                "z",
                                Protos.attribute("list", AttributeType.SPARSE_TENSORS)
                                        .addSparseTensors(values)
                                        .build())));
        GraphProto.Builder inner =
                GraphProto.newBuilder().setName("b").addInitializer(out).addOutput(Protos.value("w"));
        GraphProto.Builder node = GraphProto.newBuilder()
                .setName("b")
                .addNode(Protos.node("Constant", "k", "", "w", value))
                .addOutput(Protos.value("w"));
        place(
                table,
                "a branch",
                Protos.relu().addNode(Protos.node("If", "k", "x", "z", Protos.graph("then_branch", inner))));
        place(
                table,
                "a Constant of a branch",
                Protos.relu().addNode(Protos.node("If", "k", "x", "z", Protos.graph("else_branch", node))));
        place(
                table,
                "a loop",
                Protos.relu().addNode(Protos.node("Loop", "k", ",,x", "z", Protos.graph("body", inner))));
        place(
                table,
                "a list of graphs",
                Protos.relu()
                        .addNode(Protos.node(
                                "Odd",
                                "k",
                                "x",
                                "z",
                                Protos.attribute("list", AttributeType.GRAPHS)
                                        .addGraphs(inner)
                                        .build())));
        place(
                table,
                "a branch of a branch",
                Protos.relu()
                        .addNode(Protos.node(
                                "If",
                                "k",
                                "x",
                                "z",
                                Protos.graph(
                                        "then_branch",
                                        GraphProto.newBuilder()
                                                .addNode(Protos.node(
                                                        "If", "l", "x", "z", Protos.graph("then_branch", inner)))))));
        functions(table, value);
        ModelProto.Builder training = Protos.model(Protos.relu());
        training.addTrainingInfo(TrainingInfoProto.newBuilder().setInitialization(inner));
        table.file("external data out, in training", folder -> put(folder, training));
    }

    private static void functions(HostileCase.Table table, AttributeProto value) {
        FunctionProto.Builder function = FunctionProto.newBuilder()
                .setName("F")
                .setDomain("d")
                .addOutput("o")
                .addOpsetImport(Protos.opset("", 17))
                .addNode(Protos.node("Constant", "k", "", "o", value));
        ModelProto.Builder called = Protos.model(Protos.relu()).addFunctions(function);
        called.getGraphBuilder().addNode(Protos.node("F", "f", "", "z").setDomain("d"));
        table.file("external data out, in a function", folder -> put(folder, called));
        table.file(
                "external data out, in a function nobody calls",
                folder -> put(folder, Protos.model(Protos.relu()).addFunctions(function)));
        FunctionProto.Builder defaults = function.clone()
                .clearNode()
                .addNode(Protos.node("Identity", "i", "", "o"))
                .addAttributeProto(value);
        table.file(
                "external data out, in a function's default",
                folder -> put(folder, Protos.model(Protos.relu()).addFunctions(defaults)));
    }

    private static AttributeProto sparse(String name, SparseTensorProto.Builder tensor) {
        return Protos.attribute(name, AttributeType.SPARSE_TENSOR)
                .setSparseTensor(tensor)
                .build();
    }

    private static void place(HostileCase.Table table, String name, GraphProto.Builder graph) {
        table.file("external data out, in " + name, folder -> put(folder, Protos.model(graph)));
    }
}
