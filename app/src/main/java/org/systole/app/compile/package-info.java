/** From a model to a program in a run directory, and from there to simulator and hardware: what the commands share. */
package org.systole.app.compile;
