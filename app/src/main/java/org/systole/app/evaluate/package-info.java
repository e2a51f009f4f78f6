/**
 * From the arguments of {@code evaluate} to a result and its run directory: finding the model, asking the cache, evaluating,
 * writing. What commands that evaluate (the demonstration, later ones) share.
 */
package org.systole.app.evaluate;
