package org.systole.explore;

import java.util.List;

/** Evaluations that tests record one by one. */
final class Recorded {
    private Recorded() {}

    /** Records an evaluation, durably. */
    static void in(Store store, String key, String study, String point, Outcome outcome, long millis) {
        store.recordAll(study, List.of(new Store.Evaluation(key, point, 0, outcome, millis)));
    }
}
