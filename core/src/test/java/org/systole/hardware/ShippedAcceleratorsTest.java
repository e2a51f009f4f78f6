package org.systole.hardware;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Every shipped accelerator is read, and is what its name says. */
class ShippedAcceleratorsTest {
    static Stream<String> names() {
        return Accelerators.names().stream();
    }

    @ParameterizedTest
    @MethodSource("names")
    void everyDescriptionIsRead(String name) {
        Accelerator accelerator = Accelerators.load(name);
        assertEquals(name, accelerator.name());
        assertFalse(accelerator.source().isEmpty(), "a shipped accelerator names its source");
        assertFalse(accelerator.title().equals(name), "a shipped accelerator has a title");
    }
}
