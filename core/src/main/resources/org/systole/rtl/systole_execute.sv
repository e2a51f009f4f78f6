// Execute: generates addresses for a weight-stationary convolution and runs its pixels through the array.
//
// A command is taken in one cycle, set up in the next. Then time is cut into slots. In slot 0 the first weight tile is
// preloaded, a row a cycle. In slot i the pixels of tile i are streamed, one a cycle, and tile i + 1 is preloaded beside
// them; the slot lasts until both are done. A tile that is skipped takes one cycle in place of its preload and one in place
// of its slot. After the last slot the array drains; the command ends with the write of its
// last sum: 2N + 1 cycles after the last pixel's address. A command of no output blocks ends in the cycle of its set-up.
// some outputs of the decoders are left open on purpose
// verilator lint_off PINCONNECTEMPTY
module systole_execute #(
    parameter int N = 8,
    parameter int INPUT_BITS = 8,
    parameter int WEIGHT_BITS = 8,
    parameter int SUM_BITS = 32,
    parameter int INSTRUCTION_BITS = 512
) (
    input logic clk,
    input logic rst,

    // queue and tokens
    input  logic                        queue_empty,
    input  logic [INSTRUCTION_BITS-1:0] queue_head,
    output logic                        queue_pop,
    input  logic                        token_from_previous,
    input  logic                        token_from_next,
    output logic                        token_take_previous,
    output logic                        token_take_next,
    output logic                        token_send_previous,
    output logic                        token_send_next,
    output logic                        idle,
    output logic                        ends,

    // words for the extension before operand reads
    input logic                    extension_write,
    input logic [            23:0] extension_write_at,
    input logic [N*INPUT_BITS-1:0] extension_write_data,

    // operands: data comes in the cycle after its address
    output logic [             23:0] input_at,
    input  logic [ N*INPUT_BITS-1:0] input_data,
    output logic [             23:0] weight_at,
    input  logic [N*WEIGHT_BITS-1:0] weight_data,

    // accumulator memory
    output logic                  read,
    output logic [          23:0] read_at,
    input  logic [N*SUM_BITS-1:0] read_data,
    output logic                  write,
    output logic [          23:0] write_at,
    output logic [N*SUM_BITS-1:0] write_data
);
  localparam int XBits = INPUT_BITS + 1;
  localparam int RowBits = $clog2(N);

  typedef enum logic [1:0] {
    Idle,
    Setup,
    Run,
    Drain
  } state_t;
  state_t state;

  logic [INSTRUCTION_BITS-1:0] command;
  logic await_previous, await_next;
  systole_peek_tokens peek (
      .instruction(queue_head[5:0]),
      .await_previous,
      .await_next
  );

  logic signal_previous, signal_next, accumulate;
  logic [23:0] input_base, input_block, weight_base, accumulator_base;
  logic [15:0] height, width, stride_y, stride_x, dilation_y, dilation_x, filter_y, filter_x;
  logic [15:0] channel_blocks, block_step, output_blocks, output_y, output_x;
  logic [15:0] origin_y, origin_x, zero, extension;
  systole_decode_execute decode (
      .instruction(command),
      .f_await_previous(),
      .f_await_next(),
      .f_signal_previous(signal_previous),
      .f_signal_next(signal_next),
      .f_input(input_base),
      .f_height(height),
      .f_width(width),
      .f_input_block(input_block),
      .f_origin_y(origin_y),
      .f_origin_x(origin_x),
      .f_stride_y(stride_y),
      .f_stride_x(stride_x),
      .f_dilation_y(dilation_y),
      .f_dilation_x(dilation_x),
      .f_filter_y(filter_y),
      .f_filter_x(filter_x),
      .f_channel_blocks(channel_blocks),
      .f_block_step(block_step),
      .f_output_blocks(output_blocks),
      .f_output_y(output_y),
      .f_output_x(output_x),
      .f_weight(weight_base),
      .f_accumulator(accumulator_base),
      .f_accumulate(accumulate),
      .f_zero(zero),
      .f_extension(extension)
  );

  logic nothing, finished;
  assign nothing = state == Setup && output_blocks == 16'd0;
  assign idle = state == Idle;
  assign queue_pop = idle && !queue_empty && (!await_previous || token_from_previous) &&
      (!await_next || token_from_next);
  assign token_take_previous = queue_pop && await_previous;
  assign token_take_next = queue_pop && await_next;
  assign ends = nothing || finished;
  assign token_send_previous = ends && signal_previous;
  assign token_send_next = ends && signal_next;

  // ---- set-up: products of the command's fields; addresses are modulo 2^24 -------------------------------------------
  logic [23:0] row_step, tap_row_step, block_jump, pixels;
  logic signed [23:0] first_y, first_x;
  logic [23:0] first_address;
  assign first_y = {{8{origin_y[15]}}, origin_y};
  assign first_x = {{8{origin_x[15]}}, origin_x};
  assign first_address = input_base + first_y * {8'd0, width} + first_x;

  // ---- tiles ---------------------------------------------------------------------------------------------------------
  logic [15:0] k, c, fy, fx;
  logic fx_last, fy_last, c_last, k_last, tile_last, first_tile;
  // address of the first pixel at the current output block, channel block, filter row and tap; its coordinates
  logic [23:0] at_k, at_c, at_fy, at_tile;
  logic signed [23:0] tile_y, tile_x;
  logic [23:0] sums_k;

  assign fx_last = fx == filter_x - 16'd1;
  assign fy_last = fy == filter_y - 16'd1;
  assign c_last = c == channel_blocks - 16'd1;
  assign k_last = k == output_blocks - 16'd1;
  assign tile_last = fx_last && fy_last && c_last && k_last;
  assign first_tile = fx == 16'd0 && fy == 16'd0 && c == 16'd0;

  // ---- slots ---------------------------------------------------------------------------------------------------------
  logic lead_in;  // slot 0: nothing to stream yet
  logic streamed, preloaded;  // this slot's part is done
  logic streaming, preloading, stream_ends, preload_ends, slot_ends;
  logic [RowBits-1:0] row;
  logic [15:0] oy, ox;
  // the tile that is preloaded next; how many were skipped since the last one; those that the stream has yet to pass
  logic [23:0] tile;
  logic [15:0] skipped, to_pass;
  logic skip, skips, passing;
  logic signed [23:0] y, x;
  logic [23:0] address, row_address, sum_address;

  assign passing = to_pass != 16'd0;
  assign streaming = state == Run && !lead_in && !streamed && !passing;
  assign stream_ends = streaming && ox == output_x - 16'd1 && oy == output_y - 16'd1;
  assign preloading = state == Run && !preloaded && !passing && (lead_in || !tile_last);
  assign skips = preloading && row == '0 && skip;
  assign preload_ends = preloading && !skips && row == RowBits'(N - 1);
  assign slot_ends = state == Run && (passing || ((lead_in || streamed || stream_ends) &&
      (preloaded || preload_ends || (!lead_in && tile_last))));

  always_ff @(posedge clk) begin
    if (queue_pop) command <= queue_head;
    if (rst) begin
      state <= Idle;
    end else begin
      case (state)
        Idle: if (queue_pop) state <= Setup;
        Setup: state <= nothing ? Idle : Run;
        Run: if (slot_ends && !lead_in && tile_last) state <= Drain;
        default: if (finished) state <= Idle;
      endcase
    end
  end

  // where the next tile begins
  logic [23:0] next_tile;
  logic signed [23:0] next_y, next_x;
  always_comb begin
    next_tile = at_k + block_jump;
    next_y = first_y;
    next_x = first_x;
    if (lead_in) begin
      next_tile = at_tile;
    end else if (!fx_last) begin
      next_tile = at_tile + {8'd0, dilation_x};
      next_y = tile_y;
      next_x = tile_x + {8'd0, dilation_x};
    end else if (!fy_last) begin
      next_tile = at_fy + tap_row_step;
      next_y = tile_y + {8'd0, dilation_y};
    end else if (!c_last) begin
      next_tile = at_c + input_block;
    end
  end

  always_ff @(posedge clk) begin
    if (state == Setup) begin
      row_step <= 24'(stride_y * {8'd0, width});
      tap_row_step <= 24'(dilation_y * {8'd0, width});
      block_jump <= 24'(block_step * input_block);
      pixels <= 24'(output_y * {8'd0, output_x});
      at_k <= first_address;
      at_c <= first_address;
      at_fy <= first_address;
      at_tile <= first_address;
      tile_y <= first_y;
      tile_x <= first_x;
      sums_k <= accumulator_base;
      weight_at <= weight_base;
      {k, c, fy, fx} <= '0;
      {oy, ox} <= '0;
      row <= '0;
      tile <= '0;
      {skipped, to_pass} <= '0;
      lead_in <= 1'b1;
      streamed <= 1'b0;
      preloaded <= 1'b0;
    end
    if (preloading) begin
      weight_at <= weight_at + (skips ? 24'(N) : 24'd1);
      row <= preload_ends || skips ? '0 : row + 1'b1;
      preloaded <= preload_ends;
      if (preload_ends || skips) tile <= tile + 24'd1;
      if (skips) skipped <= skipped + 16'd1;
    end
    if (streaming) begin
      streamed <= stream_ends;
      ox <= ox + 16'd1;
      x <= x + {8'd0, stride_x};
      address <= address + {8'd0, stride_x};
      sum_address <= sum_address + 24'd1;
      if (ox == output_x - 16'd1) begin
        ox <= '0;
        oy <= oy + 16'd1;
        x <= tile_x;
        y <= y + {8'd0, stride_y};
        row_address <= row_address + row_step;
        address <= row_address + row_step;
      end
    end
    if (slot_ends) begin
      to_pass <= passing ? to_pass - 16'd1 : skipped;
      skipped <= '0;
      lead_in <= 1'b0;
      streamed <= 1'b0;
      preloaded <= 1'b0;
      oy <= '0;
      ox <= '0;
      y <= next_y;
      x <= next_x;
      tile_y <= next_y;
      tile_x <= next_x;
      at_tile <= next_tile;
      address <= next_tile;
      row_address <= next_tile;
      sum_address <= sums_k;
      if (!lead_in) begin
        fx <= fx + 16'd1;
        if (fx_last) begin
          fx <= '0;
          fy <= fy + 16'd1;
          at_fy <= next_tile;
          if (fy_last) begin
            fy <= '0;
            c <= c + 16'd1;
            at_c <= next_tile;
            if (c_last) begin
              c <= '0;
              k <= k + 16'd1;
              at_k <= next_tile;
              sums_k <= sums_k + pixels;
              sum_address <= sums_k + pixels;
            end
          end
        end
      end
    end
  end

  // ---- the seam before operand reads: tiles that are skipped; never the first or the last one of an output block --------
  systole_seam_read #(
      .WORD_BITS(N * INPUT_BITS)
  ) seam (
      .clk,
      .rst,
      .write(extension_write),
      .write_at(extension_write_at),
      .write_data(extension_write_data),
      .extension,
      .tile,
      .skip
  );

  // ---- operands ------------------------------------------------------------------------------------------------------
  logic in_map, swap, pixel_there, load;
  logic [RowBits-1:0] load_row;
  logic [N*XBits-1:0] pixel;
  logic pixel_swap;
  logic [N*WEIGHT_BITS-1:0] weight_word;

  assign input_at = address;
  assign in_map = !y[23] && !x[23] && y < $signed({8'd0, height}) && x < $signed({8'd0, width});
  assign swap = streaming && ox == 16'd0 && oy == 16'd0;

  systole_control_delay #(
      .WIDTH(2),
      .DEPTH(2)
  ) weight_delay (
      .clk,
      .rst,
      .in ({preloading && !skips, swap}),
      .out({load, pixel_swap})
  );
  systole_delay #(
      .WIDTH(RowBits),
      .DEPTH(2)
  ) row_delay (
      .clk,
      .in (row),
      .out(load_row)
  );

  genvar lane;
  generate
    for (lane = 0; lane < N; lane = lane + 1) begin : g_zero
      logic signed [INPUT_BITS-1:0] stored;
      logic [XBits-1:0] centered;
      assign stored = input_data[lane*INPUT_BITS+:INPUT_BITS];
      assign centered = XBits'(stored) - XBits'(signed'(zero));
      always_ff @(posedge clk) pixel[lane*XBits+:XBits] <= pixel_there ? centered : '0;
    end
  endgenerate

  // a zero point has no more bits than an input
  logic unused_zero;
  assign unused_zero = ^zero;

  always_ff @(posedge clk) begin
    pixel_there <= streaming && in_map;
    weight_word  <= weight_data;
  end

  logic [N*SUM_BITS-1:0] sums;
  systole_array #(
      .N(N),
      .X_BITS(XBits),
      .WEIGHT_BITS(WEIGHT_BITS),
      .SUM_BITS(SUM_BITS)
  ) array (
      .clk,
      .x(pixel),
      .swap(pixel_swap),
      .load,
      .weight_row(load_row),
      .weights(weight_word),
      .sums
  );

  // ---- accumulate on write -------------------------------------------------------------------------------------------
  logic read_first, read_last, write_first;
  systole_control_delay #(
      .WIDTH(3),
      .DEPTH(2 * N)
  ) control_delay (
      .clk,
      .rst,
      .in ({streaming, first_tile && !accumulate, stream_ends && tile_last}),
      .out({read, read_first, read_last})
  );
  systole_delay #(
      .WIDTH(24),
      .DEPTH(2 * N)
  ) address_delay (
      .clk,
      .in (sum_address),
      .out(read_at)
  );

  always_ff @(posedge clk) begin
    write_first <= read_first;
    write_at    <= read_at;
    if (rst) begin
      write    <= 1'b0;
      finished <= 1'b0;
    end else begin
      write    <= read;
      finished <= read_last;
    end
  end

  generate
    for (lane = 0; lane < N; lane = lane + 1) begin : g_sum
      assign write_data[lane*SUM_BITS+:SUM_BITS] = sums[lane*SUM_BITS+:SUM_BITS] +
          (write_first ? '0 : read_data[lane*SUM_BITS+:SUM_BITS]);
    end
  endgenerate
endmodule
