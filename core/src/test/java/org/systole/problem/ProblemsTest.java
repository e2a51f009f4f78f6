package org.systole.problem;

import static org.junit.jupiter.api.Assertions.assertDoesNotThrow;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import org.junit.jupiter.api.Test;

class ProblemsTest {
    private enum Code implements ProblemCode {
        X;

        @Override
        public String code() {
            return "E0000";
        }

        @Override
        public String explanation() {
            return "for tests";
        }

        @Override
        public ExitStatus status() {
            return ExitStatus.INVALID_INPUT;
        }
    }

    @Test
    void theyAreShownInTheOrderOfTheirPlaces() {
        var problems = new Problems();
        problems.add(Code.X, new Place("b.yaml", 9, 1, ""), "third", "");
        problems.add(Code.X, new Place("b.yaml", 2, 7, ""), "second", "");
        problems.add(Code.X, new Place("a.yaml", 1, 1, ""), "fourth", "");
        problems.add(Code.X, new Place("b.yaml", 2, 3, ""), "first", "");
        var refused = assertThrows(SystoleException.class, problems::throwIfAny);
        assertEquals(
                List.of("first", "second", "third", "fourth"),
                refused.problems().stream().map(Problem::message).toList());
        assertEquals(3, refused.status().code());
    }

    @Test
    void thoseWithoutAPositionKeepTheirOrder() {
        var problems = new Problems();
        for (String node : List.of("z", "a", "m")) problems.add(Code.X, Place.element("model.onnx", node), node, "");
        assertEquals(
                List.of("z", "a", "m"),
                problems.found().stream().map(Problem::message).toList());
    }

    @Test
    void onlyTheFirstFiftyAreKeptAndAllAreCounted() {
        var problems = new Problems();
        assertTrue(problems.isEmpty());
        assertDoesNotThrow(problems::throwIfAny);
        for (int i = 0; i < 60; i++) problems.add(Code.X, Place.NONE, "" + i, "");
        assertEquals(60, problems.count());
        assertEquals(Problems.MOST, problems.found().size());
    }
}
