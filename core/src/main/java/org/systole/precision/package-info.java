/**
 * Which layer gets which number format: networks under any formats on real data, sensitivity, and the search for the
 * cheapest choice. What hardware costs comes in as a function.
 */
package org.systole.precision;
