package org.systole.explore;

/** Placeholder. */
final class SurrogateSearch implements Search {
    @Override
    public void run(Study study, Exploration exploration) {
        throw new UnsupportedOperationException();
    }
}
