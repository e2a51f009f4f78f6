package org.systole.zoo;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.HashSet;
import java.util.Locale;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.systole.graph.Graph;
import org.systole.graph.Node;
import org.systole.problem.ExitStatus;
import org.systole.problem.SystoleException;
import org.systole.tensor.Shape;
import org.systole.tensor.Tensor;

class ZooTest {
    @Test
    void namesAndAliasesAreUniqueAndPlain() {
        var seen = new HashSet<String>();
        for (ZooEntry entry : Zoo.entries()) {
            assertTrue(entry.name().matches("[a-z0-9]+(-[a-z0-9.]+)*"), entry::name);
            assertTrue(seen.add(plain(entry.name())), entry::name);
            for (String alias : entry.aliases())
                assertTrue(plain(alias).equals(plain(entry.name())) || seen.add(plain(alias)), alias);
        }
    }

    private static String plain(String name) {
        return name.toLowerCase(Locale.ROOT).replaceAll("[-_. ]", "");
    }

    @ParameterizedTest
    @CsvSource({
        "resnet-50, resnet-50",
        "ResNet50, resnet-50",
        "resnet_50_v1.5, resnet-50",
        "resnet50-v1, resnet-50-v1",
        "mobilenet_v2, mobilenet-v2",
        "VGG16, vgg-16",
        "lenet, lenet-5",
    })
    void spellingsAreUnderstood(String asked, String name) {
        assertEquals(name, Zoo.entry(asked).name());
    }

    @Test
    void anUnknownNameIsAnsweredWithTheNearest() {
        var refused = assertThrows(SystoleException.class, () -> Zoo.entry("resnet-35"));
        assertEquals(ExitStatus.USAGE, refused.status());
        assertEquals(
                "error[E1301]: the zoo has no network 'resnet-35'\n"
                        + "  --> zoo:resnet-35\n"
                        + "  fix: did you mean resnet-34 or resnet-18 or resnet-50?",
                refused.problems().getFirst().render());
    }

    @Test
    void aNameLikeNoneIsAnsweredWithTheList() {
        var refused = assertThrows(SystoleException.class, () -> Zoo.entry("xylophone-quartet"));
        assertTrue(refused.getMessage().contains("'systole list models' shows all"), refused::getMessage);
    }

    @Test
    void sizesThatCannotBeAreAllReported() {
        var options = ZooOptions.DEFAULT.withImage(200, 300).withSequence(7);
        var refused =
                assertThrows(SystoleException.class, () -> Zoo.entry("vgg-16").graph(options));
        assertEquals(3, refused.problems().size());
        assertTrue(
                refused.getMessage()
                        .startsWith("error[E1302]: the height is 224 and cannot be 200\n  --> zoo:vgg-16  input\n"
                                + "  fix: leave the height out, or use 224"),
                refused::getMessage);
    }

    @Test
    void aSizeThatIsTooSmallNamesTheNext() {
        var refused = assertThrows(
                SystoleException.class, () -> Zoo.entry("resnet-18").graph(ZooOptions.DEFAULT.withImage(20, 224)));
        assertEquals(
                "error[E1303]: height 20 is not a multiple of 1 from 32 on\n"
                        + "  --> zoo:resnet-18  input\n"
                        + "  fix: use 32",
                refused.getMessage());
    }

    @Test
    void batchAndImageSizeReachTheGraph() {
        Graph graph =
                Zoo.entry("mobilenet-v2").graph(ZooOptions.DEFAULT.withBatch(3).withImage(160, 192));
        assertEquals(Shape.of(3, 3, 160, 192), graph.type("input").shape());
        assertEquals(Shape.of(3, 1280, 5, 6), graph.type("features.18.1.relu6").shape());
        assertEquals(Shape.of(3, 1000), graph.type(graph.outputs().getFirst()).shape());
    }

    @Test
    void everyGraphIsInOrderAndComplete() {
        for (ZooEntry entry : Zoo.entries()) {
            Graph graph = entry.graph();
            var known = new HashSet<>(graph.inputs());
            known.addAll(graph.constants().keySet());
            var names = new HashSet<String>();
            for (Node node : graph.nodes()) {
                assertTrue(names.add(node.name()), () -> entry + " " + node.described());
                for (String input : node.inputs())
                    assertTrue(input.isEmpty() || known.contains(input), () -> entry + " " + node.described());
                known.addAll(node.outputs());
            }
            assertTrue(known.containsAll(graph.outputs()), entry::name);
            for (String constant : graph.constants().keySet())
                assertTrue(!graph.consumers(constant).isEmpty(), () -> entry + " never uses " + constant);
        }
    }

    @Test
    void parametersRepeatForASeedAndDifferForAnother() {
        String weight = "layer2.1.conv2.weight";
        Tensor one = Zoo.graph("resnet-18").constant(weight).orElseThrow();
        Tensor same = Zoo.graph("resnet-18").constant(weight).orElseThrow();
        Tensor other = Zoo.entry("resnet-18")
                .graph(ZooOptions.DEFAULT.withSeed(2))
                .constant(weight)
                .orElseThrow();
        assertArrayEquals(one.toFloats(), same.toFloats());
        assertNotEquals(one.real(0), other.real(0));
        assertNotEquals(
                one.real(0),
                Zoo.graph("resnet-18")
                        .constant("layer2.1.conv1.weight")
                        .orElseThrow()
                        .real(0));
    }
}
