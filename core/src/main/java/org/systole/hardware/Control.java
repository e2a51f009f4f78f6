package org.systole.hardware;

import java.util.Optional;

/**
 * How work is issued: DMA, command queues, instructions.
 *
 * @param dmaBusBits width of the DMA's bus to off-chip memory; 0 when there is none to model
 * @param dmaMaxBurstBytes the largest transfer of one request
 * @param dmaRequestsInFlight requests that may be open at the same time
 * @param dmaLatencyCycles from request to first data
 * @param loadQueue commands that wait for the load unit: what the compiler, the simulator and generated hardware take; the
 *     analytical models have no queues, their fitted or fixed cycles stand for them
 * @param executeQueue commands that wait for the execute unit
 * @param storeQueue commands that wait for the store unit
 * @param layerCycles fixed cycles for each layer: configuration, fences, synchronisation with the host
 * @param dramRows the rows of the off-chip memory, where the description gives them; what the compiler, the simulator, the
 *     hardware's test bench and the timing of Systole cores take
 * @param tileLoop hardware that walks macro-tiles by itself, if there is any
 */
public record Control(
        int dmaBusBits,
        int dmaMaxBurstBytes,
        int dmaRequestsInFlight,
        int dmaLatencyCycles,
        int loadQueue,
        int executeQueue,
        int storeQueue,
        double layerCycles,
        Optional<DramRows> dramRows,
        Optional<TileLoop> tileLoop) {
    /** Nothing of it is modelled: ideal issue, bandwidth as the ports say. */
    public static final Control IDEAL = new Control(0, 0, 0, 0, 0, 0, 0, 0);

    /** Creates the control of an accelerator without hardware that walks macro-tiles. */
    public Control(
            int dmaBusBits,
            int dmaMaxBurstBytes,
            int dmaRequestsInFlight,
            int dmaLatencyCycles,
            int loadQueue,
            int executeQueue,
            int storeQueue,
            double layerCycles) {
        this(
                dmaBusBits,
                dmaMaxBurstBytes,
                dmaRequestsInFlight,
                dmaLatencyCycles,
                loadQueue,
                executeQueue,
                storeQueue,
                layerCycles,
                Optional.empty(),
                Optional.empty());
    }
}
