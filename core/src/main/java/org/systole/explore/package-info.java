/**
 * Which is best: studies, design spaces, search, and the store that loses nothing.
 *
 * <p>A {@link org.systole.explore.Study} says what may vary, what counts and what must hold; a
 * {@link org.systole.explore.Search} chooses points of its {@link org.systole.explore.DesignSpace}; every evaluation is
 * journalled in a {@link org.systole.explore.Store} before it counts, so that an interrupted run goes on where it was and
 * an equal evaluation is never done twice.
 */
package org.systole.explore;
