package org.systole.report;

/**
 * How a page of an exploration names its points in commands to copy.
 *
 * @param program what the user calls Systole
 * @param run the run directory as one word for a shell; points are named {@code RUN:POINT}. Empty for the folder that the page
 *     lies in, wherever that is: what a run writes does not depend on where it is
 * @param core whether its points are Systole cores, which can be compiled for and generated
 */
public record PointCommands(String program, String run, boolean core) {}
