/** What explorations need beside the library: how a study becomes an evaluator, here or on another machine. */
package org.systole.app.explore;
