// Load: copies from DRAM by AXI4 read bursts into one of four memories.
//
// A command is taken in one cycle, set up in the next; from the one after, bursts are requested, one a cycle, while fewer
// than OUTSTANDING are open. Beats are packed into words. A complete word is written in the cycle after its last beat; a
// word that expands to a diagonal tile takes N such cycles, during which the beats of the next one are accepted except for
// its last. Packed weights are unpacked when they are written; where several words share a beat, they are written one after
// another. The command ends with its last write.
// some outputs of the decoders are left open on purpose
// verilator lint_off PINCONNECTEMPTY
module systole_load #(
    parameter int N = 8,
    parameter int INPUT_BITS = 8,
    parameter int WEIGHT_BITS = 8,
    parameter int BUS_BITS = 64,
    parameter int BURST_BEATS = 16,
    parameter int OUTSTANDING = 8,
    parameter int QUEUE = 4,
    parameter int INSTRUCTION_BITS = 512,
    localparam int WordBits = N * 64
) (
    input logic clk,
    input logic rst,

    // dispatcher and tokens
    input  logic                        stop,
    input  logic                        push,
    input  logic [INSTRUCTION_BITS-1:0] instruction,
    output logic                        full,
    input  logic                        token_from_next,
    output logic                        token_take_next,
    output logic                        token_send_next,
    output logic                        idle,
    output logic                        begins,
    output logic                        ends,

    // AXI4 read
    output logic                ar_valid,
    input  logic                ar_ready,
    output logic [        39:0] ar_address,
    output logic [         7:0] ar_length,
    input  logic                r_valid,
    output logic                r_ready,
    input  logic [BUS_BITS-1:0] r_data,
    input  logic [         1:0] r_response,
    input  logic                r_last,
    // a beat came with an error: the address of its burst
    output logic                failed,
    output logic [        39:0] failed_at,

    // memories; which one is in write_target: 0 input, 1 weight, 2 parameter, 3 residual, 4 table, 5 extension
    output logic                write,
    output logic [         2:0] write_target,
    output logic [        23:0] write_at,
    output logic [WordBits-1:0] write_data
);
  localparam int BusBytes = BUS_BITS / 8;
  localparam int InputBeats = N * INPUT_BITS / BUS_BITS;
  localparam int WeightBeats = N * WEIGHT_BITS / BUS_BITS;
  localparam int ParameterBeats = WordBits / BUS_BITS;
  localparam int BeatBits = $clog2(ParameterBeats) + 1;
  localparam int RowBits = $clog2(N);
  localparam logic [2:0] Weight = 3'd1;
  localparam logic [2:0] Parameter = 3'd2;

  typedef enum logic [1:0] {
    Idle,
    Setup,
    Run
  } state_t;
  state_t state;

  logic [INSTRUCTION_BITS-1:0] command;
  systole_command #(
      .DEPTH(QUEUE),
      .INSTRUCTION_BITS(INSTRUCTION_BITS)
  ) commands (
      .clk,
      .rst,
      .stop,
      .push,
      .instruction,
      .full,
      .token_from_previous(1'b1),
      .token_from_next(token_from_next),
      .token_take_previous(),
      .token_take_next(token_take_next),
      .free(state == Idle),
      .begins,
      .command,
      .idle
  );

  logic signal_next, diagonal;
  logic [1:0] packing;
  logic [2:0] target;
  logic [15:0] extension;
  logic [39:0] dram;
  logic [23:0] to, words, to_row, to_plane;
  logic [15:0] rows, planes;
  logic [31:0] dram_row, dram_plane;
  systole_decode_load decode (
      .instruction(command),
      .f_await_previous(),
      .f_await_next(),
      .f_signal_previous(),
      .f_signal_next(signal_next),
      .f_target(target),
      .f_dram(dram),
      .f_to(to),
      .f_words(words),
      .f_rows(rows),
      .f_dram_row(dram_row),
      .f_to_row(to_row),
      .f_planes(planes),
      .f_dram_plane(dram_plane),
      .f_to_plane(to_plane),
      .f_diagonal(diagonal),
      .f_packing(packing),
      .f_extension(extension)
  );

  // requests
  logic [BeatBits-1:0] beats_per_word, packed_beats;
  logic [31:0] beats_per_run;
  logic [8:0] burst_length;
  logic [6:0] open;
  logic bursts_valid, request, burst_end;

  always_comb begin
    beats_per_word = BeatBits'(InputBeats);
    if (target == Weight) beats_per_word = BeatBits'(WeightBeats);
    if (target == Parameter) beats_per_word = BeatBits'(ParameterBeats);
    packed_beats = beats_per_word >> packing;
    // several packed words may share a beat
    if (packed_beats == '0) packed_beats = BeatBits'(1);
    beats_per_run = ({8'd0, words} * 32'(beats_per_word) + ((32'd1 << packing) - 32'd1)) >> packing;
  end

  systole_bursts #(
      .BEAT_BYTES(BusBytes),
      .MAX_BEATS (BURST_BEATS)
  ) bursts (
      .clk,
      .rst,
      .start(state == Setup),
      .base(dram),
      .beats(beats_per_run),
      .rows,
      .row_step(dram_row),
      .planes,
      .plane_step(dram_plane),
      .valid(bursts_valid),
      .address(ar_address),
      .length(burst_length),
      .last(),
      .next(request)
  );

  assign ar_valid  = bursts_valid && open < 7'(OUTSTANDING);
  assign ar_length = 8'(burst_length - 9'd1);
  assign request   = ar_valid && ar_ready;
  assign burst_end = r_valid && r_ready && r_last;

  always_ff @(posedge clk) begin
    if (rst) open <= '0;
    else open <= open + 7'(request) - 7'(burst_end);
  end

  // bursts are answered in the order of their requests
  logic unused_full, unused_empty;
  systole_fifo #(
      .WIDTH(40),
      .DEPTH(OUTSTANDING)
  ) requested (
      .clk,
      .rst,
      .push(request),
      .push_data(ar_address),
      .full(unused_full),
      .pop(burst_end),
      .head(failed_at),
      .empty(unused_empty)
  );
  assign failed = r_valid && r_ready && r_response[1];
  // the low bit says with what kind of success
  logic unused_response;
  assign unused_response = r_response[0];

  // beats pass the seam between DMA and scratchpad
  logic beat_valid, beat_ready;
  logic [BUS_BITS-1:0] beat_data;
  systole_seam_stream #(
      .BUS_BITS(BUS_BITS),
      .INPUT_BITS(INPUT_BITS),
      .WEIGHT_BITS(WEIGHT_BITS)
  ) seam (
      .clk,
      .rst,
      .extension,
      .target,
      .in_valid(r_valid),
      .in_ready(r_ready),
      .in_data(r_data),
      .out_valid(beat_valid),
      .out_ready(beat_ready),
      .out_data(beat_data)
  );

  // where words go
  logic [23:0] address, row_base, plane_base, words_left;
  logic [15:0] rows_left, planes_left;

  // beats become words
  logic [BeatBits-1:0] beat;
  logic [WordBits-1:0] pack, packed_now, word;
  logic word_valid, beat_last, accept, word_written, written;
  logic [RowBits-1:0] tile_row;
  // of a beat of packed words: which one is written, and what is behind it
  logic [2:0] shared, others;
  logic [BUS_BITS-1:0] rest;
  logic [N*WEIGHT_BITS-1:0] weights;

  assign beat_last = beat == packed_beats - 1'b1;
  assign beat_ready = state == Run && (!beat_last || !word_valid || written);
  assign accept    = beat_valid && beat_ready;
  assign word_written = word_valid && (!diagonal || tile_row == RowBits'(N - 1));
  // the last beat of a run may have fewer words
  assign written = word_written && (shared == others || words_left < 24'd2);

  genvar b;
  generate
    for (b = 0; b < ParameterBeats; b = b + 1) begin : g_pack
      assign packed_now[b*BUS_BITS+:BUS_BITS] = beat == BeatBits'(b) ? beat_data : pack[b*BUS_BITS+:BUS_BITS];
    end
  endgenerate

  systole_unpack #(
      .N(N),
      .WEIGHT_BITS(WEIGHT_BITS),
      .BUS_BITS(BUS_BITS)
  ) unpack (
      .packing,
      .word(word[N*WEIGHT_BITS-1:0]),
      .weights,
      .rest,
      .others
  );

  logic last_write;
  assign last_write = word_written && words_left == 24'd1 && rows_left == 16'd1 && planes_left == 16'd1;
  assign ends = last_write;
  assign token_send_next = last_write && signal_next;

  assign write = word_valid;
  assign write_target = target;
  assign write_at = address;
  // of a diagonal tile, row r has only its lane r
  genvar lane;
  generate
    for (lane = 0; lane < N; lane = lane + 1) begin : g_write
      assign write_data[lane*WEIGHT_BITS+:WEIGHT_BITS] =
          !diagonal || tile_row == RowBits'(lane) ? weights[lane*WEIGHT_BITS+:WEIGHT_BITS] : '0;
    end
  endgenerate
  assign write_data[WordBits-1:N*WEIGHT_BITS] = word[WordBits-1:N*WEIGHT_BITS];

  always_ff @(posedge clk) begin
    if (accept) begin
      pack <= packed_now;
      if (beat_last) word <= packed_now;
    end else if (word_written) word[BUS_BITS-1:0] <= rest;
    if (rst) begin
      state <= Idle;
      word_valid <= 1'b0;
    end else begin
      if (begins) state <= Setup;
      if (state == Setup) begin
        state <= Run;
        beat <= '0;
        tile_row <= '0;
        shared <= '0;
        address <= to;
        row_base <= to;
        plane_base <= to;
        words_left <= words;
        rows_left <= rows;
        planes_left <= planes;
      end
      if (accept) beat <= beat_last ? '0 : beat + 1'b1;
      word_valid <= (accept && beat_last) || (word_valid && !written);
      if (word_valid) begin
        address  <= address + 24'd1;
        tile_row <= word_written ? '0 : tile_row + 1'b1;
      end
      if (word_written) begin
        shared <= written ? '0 : shared + 3'd1;
        words_left <= words_left - 24'd1;
        if (words_left == 24'd1) begin
          words_left <= words;
          rows_left  <= rows_left - 16'd1;
          row_base   <= row_base + to_row;
          address    <= row_base + to_row;
          if (rows_left == 16'd1) begin
            rows_left   <= rows;
            planes_left <= planes_left - 16'd1;
            plane_base  <= plane_base + to_plane;
            row_base    <= plane_base + to_plane;
            address     <= plane_base + to_plane;
          end
        end
      end
      if (last_write) state <= Idle;
    end
  end
endmodule
