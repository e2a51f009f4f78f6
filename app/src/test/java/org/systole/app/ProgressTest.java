package org.systole.app;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ProgressTest {
    @ParameterizedTest
    @CsvSource({
        "0, 1 s",
        "0.2, 1 s",
        "1.6, 2 s",
        "89.4, 89 s",
        "90, 2 min",
        "5399, 90 min",
        "5400, 1.5 h",
        "90000, 25.0 h"
    })
    void timesAreSaidAsPeopleSayThem(double seconds, String said) {
        assertEquals(said, Progress.time(seconds));
    }
}
