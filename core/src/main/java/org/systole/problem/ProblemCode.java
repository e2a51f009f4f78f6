package org.systole.problem;

/**
 * One kind of problem, with a code that never changes its meaning.
 *
 * <p>Each package that reads input has one enum that implements this interface. The codes' first digit names the
 * package: 1 models and graphs, 2 YAML and accelerators, 3 mapping and evaluation, 4 data and quantization,
 * 5 compiling and simulating, 6 generated hardware and external tools, 7 exploration and stores, 9 the command
 * line. {@code systole explain CODE} and the reference page are made of these enums.
 */
public interface ProblemCode {
    /** Returns the stable code, for example {@code E1203}. */
    String code();

    /** Returns what the code means and what usually mends it, in one or two sentences. */
    String explanation();

    /** Returns the status that a command exits with when this is the worst problem. */
    ExitStatus status();
}
