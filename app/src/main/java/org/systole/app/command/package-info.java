/** One class for each command; {@link org.systole.app.command.Commands} lists them in the order of the help. */
package org.systole.app.command;
