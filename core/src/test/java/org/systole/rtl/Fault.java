package org.systole.rtl;

import java.util.List;

/**
 * A fault that is planted into the hardware: in a module, an expression is replaced.
 *
 * @param module the module
 * @param right the expression as it is
 * @param wrong what stands there instead
 */
record Fault(String module, String right, String wrong) {
    /** The faults, by their numbers from 1. */
    static final List<Fault> ALL = List.of(
            new Fault("systole_fifo", "count == CountBits'(DEPTH)", "count == CountBits'(DEPTH - 1)"),
            new Fault("systole_fifo", "read_at == Top ? '0 : read_at + 1'b1", "'0"),
            new Fault("systole_tokens", "16'(send) - 16'(take)", "16'(send)"),
            new Fault("systole_bursts", "page_beats < 13'(MAX_BEATS)", "1'b0"),
            new Fault("systole_bursts", "row_base + {8'd0, row_step}", "row_base"),
            new Fault("systole_bursts", "plane == planes - 16'd1", "plane == planes"),
            new Fault("systole_load", "open < 7'(OUTSTANDING)", "open <= 7'(OUTSTANDING)"),
            new Fault("systole_load", "(!beat_last || !word_valid || written)", "1'b1"),
            new Fault("systole_load", "BeatBits'(ParameterBeats)", "BeatBits'(InputBeats)"),
            new Fault("systole_load", "plane_base + to_plane", "plane_base"),
            new Fault("systole_load", "words_left == 24'd1 && rows_left == 16'd1", "words_left == 24'd1"),
            new Fault("systole_load", "shared == others", "1'b1"),
            new Fault("systole_load", "words_left < 24'd2", "1'b0"),
            new Fault("systole_load", "((32'd1 << packing) - 32'd1)", "32'd0"),
            new Fault("systole_unpack", "word[lane*Bits+Bits-1]", "1'b0"),
            new Fault("systole_unpack", "BUS_BITS'(word[BUS_BITS-1:N*Bits])", "word[BUS_BITS-1:0]"),
            new Fault("systole_pe", "swap ? shadow : active", "active"),
            new Fault("systole_pe", "load) shadow", "1'b1) shadow"),
            new Fault(
                    "systole_array",
                    "load_here && row_here == RowBits'(r)",
                    "load_here && row_here == RowBits'(r ^ 1)"),
            new Fault("systole_execute", "!y[23] && !x[23]", "1'b1"),
            new Fault("systole_execute", "x < $signed({8'd0, width})", "x <= $signed({8'd0, width})"),
            new Fault("systole_center", "XBits'(stored) - XBits'(signed'(zero))", "XBits'(stored)"),
            new Fault("systole_execute", "row_address + row_step", "row_address + {8'd0, width}"),
            new Fault("systole_execute", "fx == 16'd0 && fy == 16'd0 && c == 16'd0", "fx == 16'd0 && fy == 16'd0"),
            new Fault("systole_execute", "(preloaded || preload_ends || (!lead_in && tile_last))", "1'b1"),
            new Fault("systole_add_sums", "fresh ? '0", "1'b0 ? '0"),
            new Fault("systole_execute", "at_k + block_jump", "at_k"),
            new Fault("systole_command", "(!await_next || token_from_next)", "1'b1"),
            new Fault("systole_accumulator", "half_data[execute_half]", "half_data[store_half]"),
            new Fault("systole_lane", "((rounded >>> (shift_2 - 6'd1)) + 1) >>> 1", "rounded >>> shift_2"),
            new Fault("systole_lane", "value < (ProductBits + 1)'(lower)", "1'b0"),
            new Fault("systole_lane", "18'(residual_3) - 18'(residual_zero)", "18'(residual_3)"),
            new Fault("systole_lane", "add ? 17'(sum_zero) : 17'(zero)", "17'(zero)"),
            new Fault("systole_lane", "{1'b1, {PoolBits - 1{1'b0}}}", "'0"),
            new Fault("systole_lane", "mean > (PoolProductBits + 1)'(Most)", "1'b0"),
            new Fault("systole_lane", "look_up ? 17'(found) : pixel_6", "pixel_6"),
            new Fault("systole_lane", "{~pixel_5[INPUT_BITS-1], pixel_5[INPUT_BITS-2:0]}", "pixel_5[INPUT_BITS-1:0]"),
            new Fault("systole_store", "parameter_base + k", "parameter_base"),
            new Fault("systole_store", "issue && in_map", "issue"),
            new Fault("systole_store", "!data_bursts && pending == 16'd0", "!data_bursts"),
            new Fault("systole_store", "burst_beat == data_length - 9'd1", "burst_beat == data_length"),
            new Fault("systole_store", "under_way < 5'(FifoWords)", "under_way < 5'd3"),
            new Fault("systole_store", "window_x + {16'd0, pool_stride_x}", "window_x + 24'd1"),
            new Fault("systole_dispatch", "Halt: take = all_idle", "Halt: take = 1'b1"),
            new Fault("systole_core", "load_target == 3'd3", "1'b1"),
            new Fault("systole_control", "begins | begun", "begun"),
            new Fault("systole_control", "program_length <= 32'(INSTRUCTIONS)", "1'b1"),
            new Fault("systole_control", "{program_high, program_low}", "{8'd0, program_low} + 40'd64"),
            new Fault("systole_control", "beat == BeatBits'(Beats - 1)", "beat == BeatBits'(Beats - 2)"),
            new Fault("systole_control", "64'(beat_read)", "64'(beat_written)"),
            new Fault("systole_registers", "writable ? Okay : SlaveError", "Okay"),
            new Fault("systole_registers", "readable ? Okay : SlaveError", "Okay"),
            new Fault("systole_seam_write", "sum < SumBits'(extension)", "1'b0"),
            new Fault("systole_seam_write", "difference[16] ? -difference : difference", "difference"),
            new Fault("systole_seam_read", "24'd1 + tile", "24'd1 + 24'd0"),
            new Fault("systole_seam_stream", "number[INPUT_BITS-1] ? -magnitude : magnitude", "magnitude"),
            new Fault("systole_seam_stream", "in_valid && in_ready", "in_valid"),
            new Fault(
                    "systole_execute",
                    "skips ? (tapped ? {8'd0, filter_x} : 24'(N)) : {23'd0, tap_row}",
                    "{23'd0, tap_row}"),
            new Fault("systole_execute", "tapped ? {8'd0, filter_x} : 24'(N)", "24'(N)"),
            new Fault("systole_array", "tapped ? right[c][0] : right[r][c]", "right[r][c]"),
            new Fault("systole_execute", "phase == filter_x[3:0] - 4'd1", "phase == filter_x[3:0]"),
            new Fault("systole_execute", "phase == stride_x[3:0] - 4'd1", "1'b1"),
            new Fault("systole_execute", "weight_there ? weight_data : '0", "weight_data"),
            new Fault("systole_execute", "kept && ox == 16'd0", "ox == 16'd0"),
            new Fault("systole_execute", "tapped || fx == filter_x - 16'd1", "fx == filter_x - 16'd1"),
            new Fault("systole_execute", "passing ? to_pass - 16'd1 : skipped", "16'd0"),
            new Fault("systole_execute_os", "tap_row && !skips", "tap_row"),
            new Fault("systole_execute_os", "tile <= tile_k", "tile <= tile"),
            new Fault("systole_pe_os", "first ? '0 : sum", "sum"),
            new Fault("systole_pe_os", "insert ? hold : drain", "drain"),
            new Fault("systole_pe_os", "last) hold", "1'b1) hold"),
            new Fault("systole_array_os", "x : channels >> X_BITS", "x : channels"),
            new Fault("systole_execute_os", "next_oy >= output_y", "next_oy > output_y"),
            new Fault("systole_execute_os", "oy < output_y", "1'b1"),
            new Fault("systole_execute_os", "{4{at_k + block_jump}}", "{4{at_k}}"),
            new Fault("systole_execute_os", "{2{at_fy + tap_row_step}}", "{2{at_fy}}"),
            new Fault("systole_execute_os", "line + row_step", "line"),
            new Fault("systole_execute_os", "tile_y + dy", "tile_y"),
            new Fault("systole_execute_os", "!accumulate", "1'b1"),
            new Fault("systole_array_os", "tapped ? x_column : right[r][c]", "right[r][c]"),
            new Fault("systole_execute_os", "(RowBits + 1)'(N - 2) + filter_x[RowBits:0]", "(RowBits + 1)'(N - 1)"),
            new Fault("systole_execute_os", "weight_there ? weight_data : '0", "weight_data"),
            new Fault("systole_execute_os", "slot_ends && next_ox >= output_x", "slot_ends && next_ox > output_x"),
            new Fault("systole_execute_os", "row < (RowBits + 1)'(N) :", "1'b1 :"));

    /** Faults of what happens at errors, stops and pauses of the bus, by their numbers from 1. */
    static final List<Fault> DISTURBED = List.of(
            new Fault("systole_core", "stop || failed != 2'b00", "stop"),
            new Fault("systole_core", "rst || start || stopping", "rst"),
            new Fault("systole_control", "failed == 2'b10 ? b_response : r_response", "r_response"),
            new Fault("systole_control", "fetch_failed ? fetching_at : failed_at", "failed_at"),
            new Fault("systole_control", "program_length - left", "left"),
            new Fault("systole_control", "(fetched && !fetch_void && !stop)", "fetched"),
            new Fault("systole_control", "loaded <= !fetch_void", "loaded <= 1'b1"),
            new Fault("systole_control", "busy || (pressed[0] ? !legal : !loaded)", "(pressed[0] ? !legal : !loaded)"),
            new Fault("systole_control", "fetching && r_valid && r_response[1]", "1'b0"),
            new Fault("systole_load", "r_valid && r_ready && r_response[1]", "1'b0"),
            new Fault("systole_store", "b_valid && b_response[1]", "1'b0"),
            new Fault("systole_load", "ar_valid && ar_ready", "ar_valid"),
            new Fault("systole_store", "w_valid && w_ready", "w_valid"));

    /** Returns whether it is in a module that only output-stationary cores have. */
    boolean outputStationary() {
        return module.endsWith("_os");
    }

    /** Returns whether it is in a module that each dataflow has of its own. */
    boolean dataflow() {
        return List.of("systole_pe", "systole_array", "systole_execute").contains(module.replace("_os", ""));
    }

    /** Returns the name of the module's file. */
    String file() {
        return module.replace("_os", "") + ".sv";
    }

    /** Returns the module's text with a switch: the fault shows when the test bench's fault has this number. */
    static String plant(String text, int number) {
        return plant(text, ALL.get(number - 1), number);
    }

    /** Returns the module's text with a switch for a fault. */
    static String plant(String text, Fault fault, int number) {
        if (!text.contains(fault.right)) throw new IllegalStateException("nothing to break: " + fault);
        // a prefix or suffix that both have, up to an expression, stays outside of the switch
        int start = 0, end = 0;
        String right = fault.right, wrong = fault.wrong;
        for (String fixed : List.of("Halt: take = ", "x : ", "24'd1 + ", "tile <= ", "loaded <= "))
            if (right.startsWith(fixed) && wrong.startsWith(fixed)) start = fixed.length();
        for (String fixed : List.of(") shadow", ") hold", " ? '0", " :"))
            if (right.endsWith(fixed) && wrong.endsWith(fixed)) end = fixed.length();
        String switched = right.substring(0, start) + "($c32(\"systole_fault()\") == " + number + " ? ("
                + wrong.substring(start, wrong.length() - end) + ") : ("
                + right.substring(start, right.length() - end) + "))" + right.substring(right.length() - end);
        return text.replace(right, switched);
    }
}
