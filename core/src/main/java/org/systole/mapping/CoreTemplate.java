package org.systole.mapping;

/**
 * What the timing of a Systole core depends on: {@code docs/rationale/systole-core.md}.
 *
 * @param size rows and columns of the array, {@code N}
 * @param weightStationary whether weights stay in the PEs; otherwise outputs do
 * @param inputBeats beats of the bus for a word of {@code N} inputs
 * @param weightBeats beats for a word of {@code N} weights
 * @param parameterBeats beats for the parameters of {@code N} output channels
 * @param tableWords words of the activation table
 * @param burstBeats most beats of a burst
 * @param busBytes bytes of a beat
 * @param outstanding read bursts that may be open
 * @param latency cycles from a read address to the first beat
 */
public record CoreTemplate(
        int size,
        boolean weightStationary,
        int inputBeats,
        int weightBeats,
        int parameterBeats,
        int tableWords,
        int burstBeats,
        int busBytes,
        int outstanding,
        int latency) {}
