package org.systole.zoo;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/** Each network against the figures that its sources state. */
class PublishedFiguresTest {
    static List<ZooEntry> entries() {
        return Zoo.entries();
    }

    static Stream<Arguments> figures() {
        return Zoo.entries().stream()
                .flatMap(entry -> entry.figures().stream().map(figure -> Arguments.of(entry, figure)));
    }

    @ParameterizedTest(name = "{0}: {1}")
    @MethodSource("figures")
    void figureHoldsExactlyWhenItSaysSo(ZooEntry entry, PublishedFigure figure) {
        double ours = NetworkCounts.of(entry.graph(figure.at())).of(figure.quantity());
        double difference = Math.abs(ours - figure.value());
        if (figure.holds())
            assertTrue(
                    difference <= figure.tolerance() * (1 + 1e-9),
                    () -> entry + " has " + (long) ours + " "
                            + figure.quantity().label());
        else {
            assertTrue(difference > figure.tolerance(), "the figure holds after all: " + (long) ours);
            assertFalse(figure.remark().isEmpty(), "a figure that does not hold needs its reason");
        }
    }

    @ParameterizedTest
    @MethodSource("entries")
    void everyNetworkHasSomethingToBeCheckedAgainst(ZooEntry entry) {
        assertTrue(
                entry.figures().stream()
                        .anyMatch(figure -> figure.holds()
                                && (figure.quantity() != Quantity.MACS
                                        || entry.figures().size() == 1)),
                entry::name);
    }

    /** Recomputed from the papers' tables apart from this code. */
    @ParameterizedTest
    @CsvSource({
        "lenet-5, 416520, 61706",
        "resnet-50-v1, 3857973248, 25557032",
        "resnet-50, 4089184256, 25557032",
    })
    void exactCounts(String name, long macs, long parameters) {
        NetworkCounts counts = NetworkCounts.of(Zoo.graph(name));
        assertEquals(macs, counts.macs());
        assertEquals(parameters, counts.parameters());
    }
}
