// Store: reads accumulator words, post-processes them and writes them to DRAM by AXI4 bursts.
//
// A command is taken in one cycle, set up in the next. From the one after, the taps of every window are read, one a cycle;
// the last tap of a window waits while FIFO_WORDS words are on their way. A word can be sent 10 cycles after its last tap was
// read, one beat a cycle. Burst addresses run ahead of the data, by at most 4 bursts. The command ends in the cycle after
// the last write response.
// some outputs of the decoders are left open on purpose
// verilator lint_off PINCONNECTEMPTY
module systole_store #(
    parameter int N = 8,
    parameter int INPUT_BITS = 8,
    parameter int SUM_BITS = 32,
    parameter int BUS_BITS = 64,
    parameter int BURST_BEATS = 16,
    parameter int QUEUE = 4,
    parameter int INSTRUCTION_BITS = 512,
    localparam int WordBits = N * INPUT_BITS
) (
    input logic clk,
    input logic rst,

    // dispatcher and tokens
    input  logic                        stop,
    input  logic                        push,
    input  logic [INSTRUCTION_BITS-1:0] instruction,
    output logic                        full,
    input  logic                        token_from_previous,
    output logic                        token_take_previous,
    output logic                        token_send_previous,
    output logic                        idle,
    output logic                        begins,
    output logic                        ends,

    // memories: data comes in the cycle after its address
    output logic [          23:0] sum_at,
    input  logic [N*SUM_BITS-1:0] sum_data,
    output logic [          15:0] parameter_at,
    input  logic [      N*62-1:0] parameter_data,
    output logic [          23:0] residual_at,
    input  logic [  WordBits-1:0] residual_data,

    // the table of activations
    input logic                  table_write,
    input logic [INPUT_BITS-1:0] table_write_at,
    input logic [  WordBits-1:0] table_write_data,

    // AXI4 write
    output logic                aw_valid,
    input  logic                aw_ready,
    output logic [        39:0] aw_address,
    output logic [         7:0] aw_length,
    output logic                w_valid,
    input  logic                w_ready,
    output logic [BUS_BITS-1:0] w_data,
    output logic                w_last,
    input  logic                b_valid,
    input  logic [         1:0] b_response,
    // a write was answered with an error: the address of its burst
    output logic                failed,
    output logic [        39:0] failed_at,
    output logic                b_ready
);
  localparam int BusBytes = BUS_BITS / 8;
  localparam int WordBeats = WordBits / BUS_BITS;
  localparam int BeatBits = $clog2(WordBeats) + 1;
  localparam int FifoWords = 16;
  localparam int AddressesAhead = 4;
  localparam logic [1:0] Average = 2'd2;

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
      .token_from_previous(token_from_previous),
      .token_from_next(1'b1),
      .token_take_previous(token_take_previous),
      .token_take_next(),
      .free(state == Idle),
      .begins,
      .command,
      .idle
  );

  logic signal_previous, look_up;
  logic [23:0] accumulator_base;
  logic [24:0] residual_base;
  logic [11:0] accumulator_y, accumulator_x, pool_y, pool_x, output_y, output_x;
  logic [15:0] output_blocks, parameter_base, zero, low, high, residual_zero, sum_zero, pool_zero, extension;
  logic [23:0] pool_multiplier;
  logic [24:0] left, right;
  logic [5:0] sum_shift, pool_shift;
  logic [1:0] pool;
  logic [7:0] pool_stride_y, pool_stride_x, pool_top, pool_left;
  logic [39:0] dram;
  logic [31:0] dram_row, dram_block;
  systole_decode_store decode (
      .instruction(command),
      .f_await_previous(),
      .f_await_next(),
      .f_signal_previous(signal_previous),
      .f_signal_next(),
      .f_accumulator(accumulator_base),
      .f_accumulator_y(accumulator_y),
      .f_accumulator_x(accumulator_x),
      .f_output_blocks(output_blocks),
      .f_parameter(parameter_base),
      .f_zero(zero),
      .f_low(low),
      .f_high(high),
      .f_residual(residual_base),
      .f_left(left),
      .f_right(right),
      .f_sum_shift(sum_shift),
      .f_residual_zero(residual_zero),
      .f_sum_zero(sum_zero),
      .f_pool(pool),
      .f_pool_y(pool_y),
      .f_pool_x(pool_x),
      .f_pool_stride_y(pool_stride_y),
      .f_pool_stride_x(pool_stride_x),
      .f_pool_top(pool_top),
      .f_pool_left(pool_left),
      .f_output_y(output_y),
      .f_output_x(output_x),
      .f_pool_multiplier(pool_multiplier),
      .f_pool_shift(pool_shift),
      .f_pool_zero(pool_zero),
      .f_dram(dram),
      .f_dram_row(dram_row),
      .f_dram_block(dram_block),
      .f_table(look_up),
      .f_extension(extension)
  );

  logic finished;
  assign ends = finished;
  assign token_send_previous = finished && signal_previous;

  always_ff @(posedge clk) begin
    if (rst) state <= Idle;
    else
      case (state)
        Idle: if (begins) state <= Setup;
        Setup: state <= Run;
        default: if (finished) state <= Idle;
      endcase
  end

  // ---- windows: block k, output pixel py px, tap i j; `at` is the tap's word within the accumulator's tiles ----------
  logic reading, tap_last, issue, issue_word;
  logic [15:0] k;
  logic [11:0] py, px, i, j;
  logic signed [23:0] window_y, window_x, y, x;
  logic [23:0] block_step, row_step, at_block, at_row, at_window, at_line, at;
  logic [4:0] under_way;
  logic word_sent;
  logic j_last, i_last, px_last, py_last, k_last;

  assign j_last = j == pool_x - 12'd1;
  assign i_last = i == pool_y - 12'd1;
  assign px_last = px == output_x - 12'd1;
  assign py_last = py == output_y - 12'd1;
  assign k_last = k == output_blocks - 16'd1;
  assign tap_last = j_last && i_last;
  assign issue = reading && (!tap_last || under_way < 5'(FifoWords));
  assign issue_word = issue && tap_last;

  // the first window of block 0, modulo 2^24
  logic signed [23:0] first_y, first_x;
  logic [23:0] first_at;
  assign first_y  = -$signed({16'd0, pool_top});
  assign first_x  = -$signed({16'd0, pool_left});
  assign first_at = first_y * {12'd0, accumulator_x} + first_x;

  always_ff @(posedge clk) begin
    if (rst) begin
      reading   <= 1'b0;
      under_way <= '0;
    end else begin
      under_way <= under_way + 5'(issue_word) - 5'(word_sent);
      if (state == Setup) begin
        reading <= 1'b1;
        block_step <= accumulator_y * {12'd0, accumulator_x};
        row_step <= pool_stride_y * {12'd0, accumulator_x};
        {k, py, px, i, j} <= '0;
        {at_block, at_row, at_window, at_line, at} <= {5{first_at}};
        {window_y, y} <= {2{first_y}};
        {window_x, x} <= {2{first_x}};
      end
      if (issue) begin
        j  <= j + 12'd1;
        x  <= x + 24'd1;
        at <= at + 24'd1;
        if (j_last) begin
          j <= '0;
          i <= i + 12'd1;
          x <= window_x;
          y <= y + 24'd1;
          at_line <= at_line + {12'd0, accumulator_x};
          at <= at_line + {12'd0, accumulator_x};
        end
      end
      if (issue_word) begin
        i <= '0;
        y <= window_y;
        px <= px + 12'd1;
        window_x <= window_x + {16'd0, pool_stride_x};
        x <= window_x + {16'd0, pool_stride_x};
        at_window <= at_window + {16'd0, pool_stride_x};
        at_line <= at_window + {16'd0, pool_stride_x};
        at <= at_window + {16'd0, pool_stride_x};
        if (px_last) begin
          px <= '0;
          py <= py + 12'd1;
          window_x <= first_x;
          x <= first_x;
          window_y <= window_y + {16'd0, pool_stride_y};
          y <= window_y + {16'd0, pool_stride_y};
          {at_row, at_window, at_line, at} <= {4{at_row + row_step}};
          if (py_last) begin
            py <= '0;
            k <= k + 16'd1;
            window_y <= first_y;
            y <= first_y;
            {at_block, at_row, at_window, at_line, at} <= {5{at_block + block_step}};
            if (k_last) reading <= 1'b0;
          end
        end
      end
    end
  end

  assign sum_at = accumulator_base + at;
  assign residual_at = residual_base[23:0] + at;
  assign parameter_at = parameter_base + k;

  // ---- lanes ---------------------------------------------------------------------------------------------------------
  logic in_map, pool_counts, pool_first, word_done;
  assign in_map = !y[23] && !x[23] && y < $signed({12'd0, accumulator_y}) && x < $signed({12'd0, accumulator_x});
  systole_control_delay #(
      .WIDTH(2),
      .DEPTH(7)
  ) pool_delay (
      .clk,
      .rst,
      .in ({issue && in_map, issue && i == 12'd0 && j == 12'd0}),
      .out({pool_counts, pool_first})
  );
  systole_control_delay #(
      .WIDTH(1),
      .DEPTH(9)
  ) word_delay (
      .clk,
      .rst,
      .in (issue_word),
      .out(word_done)
  );

  logic [WordBits-1:0] word, changed;
  logic changed_done;
  genvar lane;
  generate
    for (lane = 0; lane < N; lane = lane + 1) begin : g_lane
      systole_lane #(
          .INPUT_BITS(INPUT_BITS),
          .SUM_BITS  (SUM_BITS)
      ) post (
          .clk,
          .accumulator(sum_data[lane*SUM_BITS+:SUM_BITS]),
          .bias(parameter_data[lane*62+:32]),
          .multiplier(parameter_data[lane*62+32+:24]),
          .shift(parameter_data[lane*62+56+:6]),
          .residual(residual_data[lane*INPUT_BITS+:INPUT_BITS]),
          .zero,
          .low,
          .high,
          .add(!residual_base[24]),
          .left,
          .right,
          .sum_shift,
          .residual_zero,
          .sum_zero,
          .look_up,
          .table_write,
          .table_write_at,
          .table_write_data(table_write_data[lane*INPUT_BITS+:INPUT_BITS]),
          .average(pool == Average),
          .pool_multiplier,
          .pool_shift,
          .pool_zero,
          .pool_counts,
          .pool_first,
          .result(word[lane*INPUT_BITS+:INPUT_BITS])
      );
    end
  endgenerate

  // ---- words pass the seam before the write --------------------------------------------------------------------------
  systole_seam_write #(
      .N(N),
      .INPUT_BITS(INPUT_BITS)
  ) seam (
      .clk,
      .rst,
      .extension,
      .zero(pool == Average ? pool_zero : residual_base[24] ? zero : sum_zero),
      .in_valid(word_done),
      .in_word(word),
      .out_valid(changed_done),
      .out_word(changed)
  );

  // ---- words become beats --------------------------------------------------------------------------------------------
  logic [WordBits-1:0] send;
  logic fifo_empty;
  logic unused_full;
  systole_fifo #(
      .WIDTH(WordBits),
      .DEPTH(FifoWords)
  ) fifo (
      .clk,
      .rst,
      .push(changed_done),
      .push_data(changed),
      .full(unused_full),
      .pop(word_sent),
      .head(send),
      .empty(fifo_empty)
  );

  logic [BeatBits-1:0] beat;
  logic sent, beat_last;
  assign beat_last = beat == BeatBits'(WordBeats - 1);
  assign sent = w_valid && w_ready;
  assign word_sent = sent && beat_last;
  assign w_data = send[32'(beat)*BUS_BITS+:BUS_BITS];

  // ---- bursts: one walk for the addresses, a second one for the data, a third one for the answers --------------------
  logic [8:0] address_length, data_length, burst_beat;
  logic address_bursts, data_bursts, data_last, address_taken, burst_sent;
  logic [2:0] ahead;
  logic [15:0] pending;

  systole_bursts #(
      .BEAT_BYTES(BusBytes),
      .MAX_BEATS (BURST_BEATS)
  ) addresses (
      .clk,
      .rst,
      .start(state == Setup),
      .base(dram),
      .beats({20'd0, output_x} * WordBeats),
      .rows({4'd0, output_y}),
      .row_step(dram_row),
      .planes(output_blocks),
      .plane_step(dram_block),
      .valid(address_bursts),
      .address(aw_address),
      .length(address_length),
      .last(),
      .next(address_taken)
  );
  systole_bursts #(
      .BEAT_BYTES(BusBytes),
      .MAX_BEATS (BURST_BEATS)
  ) data (
      .clk,
      .rst,
      .start(state == Setup),
      .base(dram),
      .beats({20'd0, output_x} * WordBeats),
      .rows({4'd0, output_y}),
      .row_step(dram_row),
      .planes(output_blocks),
      .plane_step(dram_block),
      .valid(data_bursts),
      .address(),
      .length(data_length),
      .last(data_last),
      .next(burst_sent)
  );

  systole_bursts #(
      .BEAT_BYTES(BusBytes),
      .MAX_BEATS (BURST_BEATS)
  ) answers (
      .clk,
      .rst,
      .start(state == Setup),
      .base(dram),
      .beats({20'd0, output_x} * WordBeats),
      .rows({4'd0, output_y}),
      .row_step(dram_row),
      .planes(output_blocks),
      .plane_step(dram_block),
      .valid(),
      .address(failed_at),
      .length(),
      .last(),
      .next(b_valid)
  );
  assign failed = b_valid && b_response[1];
  // the low bit says with what kind of success
  logic unused_response;
  assign unused_response = b_response[0];

  assign aw_valid = address_bursts && ahead < 3'(AddressesAhead);
  assign aw_length = 8'(address_length - 9'd1);
  assign address_taken = aw_valid && aw_ready;
  assign w_valid = data_bursts && !fifo_empty && ahead != 3'd0;
  assign w_last = burst_beat == data_length - 9'd1;
  assign burst_sent = sent && w_last;
  assign b_ready = 1'b1;

  logic unused_last;
  assign unused_last = data_last;

  assign finished = state == Run && !reading && !data_bursts && pending == 16'd0;

  always_ff @(posedge clk) begin
    if (rst) begin
      beat <= '0;
      burst_beat <= '0;
      ahead <= '0;
      pending <= '0;
    end else begin
      ahead   <= ahead + 3'(address_taken) - 3'(burst_sent);
      pending <= pending + 16'(burst_sent) - 16'(b_valid);
      if (sent) begin
        beat <= beat_last ? '0 : beat + 1'b1;
        burst_beat <= w_last ? '0 : burst_beat + 9'd1;
      end
    end
  end
endmodule
