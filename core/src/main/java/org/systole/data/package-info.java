/**
 * Data sets as users have them, their preparation, and the accuracy of a run.
 *
 * <p>A {@link org.systole.data.Source} gives raw samples (arrays, images, sound), a
 * {@link org.systole.data.Preparation} turns each into the tensor that a model wants, and a
 * {@link org.systole.data.Score} says how well the outputs fit the labels, with its standard error. Running a model is
 * not done here.
 */
package org.systole.data;
