/** Runs of explorations: a study made ready, its progress, its run directory. */
package org.systole.app.explore;
