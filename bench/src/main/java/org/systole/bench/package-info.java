/** Benchmarks of what Systole promises about its speed; the kept figures lie in {@code bench/results}. */
package org.systole.bench;
