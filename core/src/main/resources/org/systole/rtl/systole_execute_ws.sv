// Execute: generates addresses for a weight-stationary convolution and runs its pixels through the array.
//
// A command is taken in one cycle, set up in the next. Then time is cut into slots. In slot 0 the first weight tile is
// preloaded, a row a cycle. In slot i the pixels of tile i are streamed, one a cycle, and tile i + 1 is preloaded beside
// them; the slot lasts until both are done. A tile that is skipped takes one cycle in place of its preload and one in place
// of its slot. After the last slot the array drains; the command ends with the write of its last sum: 2N + 1 cycles after the
// last pixel's address. A command of no output blocks ends in the cycle of its set-up.
//
// A tapped command has a tile for each row of the filter: its taps' words are rows of the array, the rows below them get
// zeros. Of each output row all pixels from the first tap of the first output to the last tap of the last one are streamed,
// and those sums are kept whose first pixel is an output's first tap.
//
// What both dataflows have in common is in systole_convolution, systole_center, systole_seam_read and systole_add_sums.
// Ports and wiring look alike in both files; counters step in another order: what is left to share are wires, not a part.
module systole_execute #(
    parameter int N = 8,
    parameter int INPUT_BITS = 8,
    parameter int WEIGHT_BITS = 8,
    parameter int SUM_BITS = 32,
    parameter int QUEUE = 4,
    parameter int INSTRUCTION_BITS = 512
) (
    input logic clk,
    input logic rst,

    // dispatcher and tokens
    input  logic                        stop,
    input  logic                        push,
    input  logic [INSTRUCTION_BITS-1:0] instruction,
    output logic                        full,
    input  logic                        token_from_previous,
    input  logic                        token_from_next,
    output logic                        token_take_previous,
    output logic                        token_take_next,
    output logic                        token_send_previous,
    output logic                        token_send_next,
    output logic                        idle,
    output logic                        begins,
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

  logic setup, running, last_slot, finished, accumulate, tapped;
  logic [23:0] input_block, weight_base, accumulator_base;
  logic [15:0] height, width, stride_y, stride_x, dilation_y, dilation_x, filter_y, filter_x;
  logic [15:0] channel_blocks, output_blocks, output_y, output_x, zero, extension;
  logic signed [23:0] first_y, first_x;
  logic [23:0] first_address, row_step, tap_row_step, block_jump;
  systole_convolution #(
      .QUEUE(QUEUE),
      .INSTRUCTION_BITS(INSTRUCTION_BITS)
  ) convolution (
      .clk,
      .rst,
      .stop,
      .push,
      .instruction,
      .full,
      .idle,
      .token_from_previous,
      .token_from_next,
      .token_take_previous,
      .token_take_next,
      .token_send_previous,
      .token_send_next,
      .begins,
      .ends,
      .setup,
      .running,
      .last_slot,
      .finished,
      .input_block,
      .height,
      .width,
      .stride_y,
      .stride_x,
      .dilation_y,
      .dilation_x,
      .filter_y,
      .filter_x,
      .channel_blocks,
      .output_blocks,
      .output_y,
      .output_x,
      .weight_base,
      .accumulator_base,
      .accumulate,
      .zero,
      .extension,
      .tapped,
      .first_y,
      .first_x,
      .first_address,
      .row_step,
      .tap_row_step,
      .block_jump
  );

  // ---- tiles ---------------------------------------------------------------------------------------------------------
  logic [15:0] k, c, fy, fx;
  logic fx_last, fy_last, c_last, k_last, tile_last, first_tile;
  // address of the first pixel at the current output block, channel block, filter row and tap; its coordinates
  logic [23:0] at_k, at_c, at_fy, at_tile;
  logic signed [23:0] tile_y, tile_x;
  logic [23:0] pixels, sums_k;

  assign fx_last = tapped || fx == filter_x - 16'd1;
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
  // tapped: pixels since the output's first tap
  logic [3:0] phase;
  logic output_last, row_ends, kept, tap_row;
  logic [23:0] step_x;
  // the tile that is preloaded next; how many were skipped since the last one; those that the stream has yet to pass
  logic [23:0] tile;
  logic [15:0] skipped, to_pass;
  logic skip, skips, passing;
  logic signed [23:0] y, x;
  logic [23:0] address, row_address, sum_address;

  assign passing = to_pass != 16'd0;
  assign streaming = running && !lead_in && !streamed && !passing;
  assign output_last = ox == output_x - 16'd1;
  assign row_ends = output_last && (!tapped || phase == filter_x[3:0] - 4'd1);
  assign stream_ends = streaming && row_ends && oy == output_y - 16'd1;
  assign kept = !tapped || phase == 4'd0;
  assign step_x = tapped ? 24'd1 : {8'd0, stride_x};
  assign preloading = running && !preloaded && !passing && (lead_in || !tile_last);
  assign skips = preloading && row == '0 && skip;
  assign tap_row = !tapped || 16'(row) < filter_x;
  assign preload_ends = preloading && !skips && row == RowBits'(N - 1);
  assign slot_ends = running && (passing || ((lead_in || streamed || stream_ends) &&
      (preloaded || preload_ends || (!lead_in && tile_last))));

  assign last_slot = slot_ends && !lead_in && tile_last;

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
    if (setup) begin
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
      weight_at <= weight_at + (skips ? (tapped ? {8'd0, filter_x} : 24'(N)) : {23'd0, tap_row});
      row <= preload_ends || skips ? '0 : row + 1'b1;
      preloaded <= preload_ends;
      if (preload_ends || skips) tile <= tile + 24'd1;
      if (skips) skipped <= skipped + 16'd1;
    end
    if (streaming) begin
      streamed <= stream_ends;
      x <= x + step_x;
      address <= address + step_x;
      phase <= phase + 4'd1;
      if (kept) sum_address <= sum_address + 24'd1;
      if (!tapped || (!output_last && phase == stride_x[3:0] - 4'd1)) begin
        ox <= ox + 16'd1;
        phase <= '0;
      end
      if (row_ends) begin
        ox <= '0;
        phase <= '0;
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
      phase <= '0;
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
  logic in_map, swap, pixel_there, weight_there, load;
  logic [RowBits-1:0] load_row;
  logic [N*XBits-1:0] pixel;
  logic pixel_swap;
  logic [N*WEIGHT_BITS-1:0] weight_word;

  assign input_at = address;
  assign in_map = !y[23] && !x[23] && y < $signed({8'd0, height}) && x < $signed({8'd0, width});
  assign swap = streaming && kept && ox == 16'd0 && oy == 16'd0;

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

  systole_center #(
      .N(N),
      .INPUT_BITS(INPUT_BITS)
  ) center (
      .clk,
      .there(pixel_there),
      .zero,
      .word(input_data),
      .pixel
  );

  always_ff @(posedge clk) begin
    pixel_there  <= streaming && in_map;
    weight_there <= tap_row;
    weight_word  <= weight_there ? weight_data : '0;
  end

  logic [N*SUM_BITS-1:0] sums;
  systole_array #(
      .N(N),
      .X_BITS(XBits),
      .WEIGHT_BITS(WEIGHT_BITS),
      .SUM_BITS(SUM_BITS)
  ) array (
      .clk,
      .tapped,
      .x(pixel),
      .swap(pixel_swap),
      .load,
      .weight_row(load_row),
      .weights(weight_word),
      .sums
  );

  // ---- accumulate on write -------------------------------------------------------------------------------------------
  logic read_fresh, read_last;
  systole_control_delay #(
      .WIDTH(3),
      .DEPTH(2 * N)
  ) control_delay (
      .clk,
      .rst,
      .in ({streaming && kept, first_tile && !accumulate, stream_ends && tile_last}),
      .out({read, read_fresh, read_last})
  );
  systole_delay #(
      .WIDTH(24),
      .DEPTH(2 * N)
  ) address_delay (
      .clk,
      .in (sum_address),
      .out(read_at)
  );

  systole_add_sums #(
      .N(N),
      .SUM_BITS(SUM_BITS)
  ) add_sums (
      .clk,
      .rst,
      .read,
      .read_at,
      .read_fresh(read_fresh),
      .read_last,
      .read_data,
      .sums,
      .write,
      .write_at,
      .write_data,
      .write_last(finished)
  );
endmodule
