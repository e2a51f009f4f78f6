package org.systole.mapping;

/** What is done to a word of a memory. */
enum Action {
    /** It is read. */
    READ,
    /** It is written. */
    WRITE,
    /** It is added to what is stored. */
    ACCUMULATE
}
