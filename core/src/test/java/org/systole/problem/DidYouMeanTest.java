package org.systole.problem;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class DidYouMeanTest {
    private static final List<String> WORDS =
            List.of("gemmini-8", "gemmini-16", "tpu-v1", "tpu-v2", "clock_mhz", "B", "K");

    @ParameterizedTest
    @CsvSource({
        "gemini-16, gemmini-16", // a letter less
        "gemmini_16, gemmini-16", // another separator
        "GEMMINI-8, gemmini-8", // capitals
        "clcok_mhz, clock_mhz", // neighbours swapped
        "tpu-v3, tpu-v1", // two are as near: the first
        "b, B", // a short word in the other case
        "Q, ''", // short words are never guessed
        "eyeriss, ''", // nothing near
        "'', ''"
    })
    void findsTheNearestWord(String word, String nearest) {
        assertEquals(nearest, DidYouMean.nearest(word, WORDS).orElse(""));
        assertEquals(nearest.isEmpty() ? "" : "; did you mean '" + nearest + "'?", DidYouMean.hint(word, WORDS));
    }
}
