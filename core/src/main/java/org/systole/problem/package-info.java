/**
 * What went wrong, where, and how to mend it.
 *
 * <p>Everything that refuses input does so with a {@link org.systole.problem.SystoleException} that carries one
 * or more {@link org.systole.problem.Problem}s: a stable code, a message with what was found and what was
 * expected, a {@link org.systole.problem.Place}, and a remedy. A programmer's error (a broken precondition in
 * our own code) is not a problem: it stays an ordinary Java exception.
 */
package org.systole.problem;
