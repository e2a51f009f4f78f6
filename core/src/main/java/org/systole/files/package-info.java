/**
 * How is it kept? Files that survive a kill, content hashes, the persistent cache, run directories.
 *
 * <p>{@link org.systole.files.AtomicFile} writes a file whole or not at all; {@link org.systole.files.RunDirectory} is what
 * {@code -o} names; {@link org.systole.files.ContentCache} keeps results by the hash of what they depend on, for any number of
 * processes. What is inside those files is the business of the package that writes them.
 */
package org.systole.files;
