/** The {@code quantize} command's work: calibration, scoring, measuring, and the run directory. */
package org.systole.app.quantize;
