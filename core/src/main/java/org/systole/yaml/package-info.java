/**
 * Strict YAML: every file format of Systole is declared once, and read, published and documented from that
 * declaration.
 *
 * <p>A {@link org.systole.yaml.FileFormat} is a header ({@code systole: KIND/VERSION}) and an
 * {@link org.systole.yaml.YamlType.ObjectOf} of {@link org.systole.yaml.Key}s. From it come
 *
 * <ul>
 *   <li>{@link org.systole.yaml.FormatReader}, which reports all problems of a file in one pass, each with
 *       file:line:column, and yields a {@link org.systole.yaml.YamlObject} with typed accessors;
 *   <li>{@link org.systole.yaml.JsonSchema}, the published JSON Schema (draft 2020-12);
 *   <li>the reference page for people, which a test writes.
 * </ul>
 *
 * <p>A package that owns a format declares its keys, reads the file with {@code FormatReader}, and then checks what
 * keys cannot say (references, sums) on the {@code YamlObject}, whose {@link org.systole.yaml.YamlObject#place} gives
 * the position for its own problems. Nothing here knows an accelerator from a study.
 *
 * <p>Only data is read: tags other than the core ones are refused, nothing is instantiated, aliases are bounded, and
 * {@code extends} does not leave the folder of the file that says it.
 */
package org.systole.yaml;
