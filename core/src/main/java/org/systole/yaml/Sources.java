package org.systole.yaml;

import java.util.List;
import java.util.Optional;

/** Where {@code extends: NAME} finds shipped descriptions. */
public interface Sources {
    /** Nothing is shipped; only files can be extended. */
    Sources NONE = new Sources() {
        @Override
        public Optional<byte[]> bytes(String name) {
            return Optional.empty();
        }

        @Override
        public List<String> names() {
            return List.of();
        }
    };

    /** Returns the text of a shipped description, or empty when there is none of that name. */
    Optional<byte[]> bytes(String name);

    /** Returns the names of the shipped descriptions, sorted. */
    List<String> names();
}
