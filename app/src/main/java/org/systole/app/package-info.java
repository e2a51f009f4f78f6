/**
 * The command line: its entry point, how it prints and with which status it ends.
 *
 * <p>What a command does is in {@link org.systole.app.command}; what it computes is in the library. Nothing here computes a
 * figure.
 */
package org.systole.app;
