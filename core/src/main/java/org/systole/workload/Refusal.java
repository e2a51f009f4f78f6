package org.systole.workload;

/** A rule cannot lower a node; becomes a problem of that node. */
final class Refusal extends IllegalArgumentException {
    private static final long serialVersionUID = 1L;

    private final String fix;

    Refusal(String message, String fix) {
        super(message);
        this.fix = fix;
    }

    String fix() {
        return fix;
    }
}
