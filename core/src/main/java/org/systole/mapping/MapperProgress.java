package org.systole.mapping;

/** Hears how far the search of a network's mappings has come; called from any thread, one call at a time for a count. */
@FunctionalInterface
public interface MapperProgress {
    /** Nobody listens. */
    MapperProgress NONE = (done, all) -> {};

    /**
     * A layer has been searched.
     *
     * @param done different layers that have been
     * @param all different layers of the network
     */
    void layers(int done, int all);
}
