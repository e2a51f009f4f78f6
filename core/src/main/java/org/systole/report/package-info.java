/**
 * What does a person see? Results as tables, JSON, CSV and one self-contained HTML file, and the difference of two results.
 *
 * <p>A {@link org.systole.report.Result} is the content of {@code result.json}: plain figures, each with unit, witness and
 * certainty, without a tie to the types that computed them, so that a stored result opens without its model or accelerator.
 * {@code Results} makes one from an evaluation. Nothing here computes a cost.
 */
package org.systole.report;
