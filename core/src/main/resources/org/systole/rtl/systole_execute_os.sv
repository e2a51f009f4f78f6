// Execute, output-stationary: generates addresses for a convolution and adds up its pixels in the array.
//
// A command is taken in one cycle, set up in the next. Then time is cut into slots of N cycles. The outputs of a block are
// cut into groups of N pixels, the last one of which may be partly empty; a group takes a slot for each channel block and tap.
// In a slot the N pixels of the group are read, one a cycle, and beside them the N weight words of the tile. Slots follow one
// another without a gap, since finished sums leave the array while the next group is computed; that of a tile that is skipped
// takes one cycle and adds nothing. Each sum is written 3N + 2 cycles after its pixel's address in the group's last slot. The
// command ends with the last write; one of no output blocks in the cycle of its set-up.
//
// A tapped command has a tile for each row of the filter: its taps' words go down the array, zeros behind them. A group's pixels
// are of one output row, its slot takes the N + filterX - 1 pixels that they need, one after another (so the stride is 1).
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

  // ---- tiles: the first output's tap at the current output block, channel block, filter row and tap -------------------
  logic [15:0] k, c, fy, fx;
  logic fx_last, fy_last, c_last, k_last, tile_first, tile_last;
  logic [23:0] at_k, at_c, at_fy, at_tile;
  logic signed [23:0] tile_y, tile_x;
  logic [23:0] weight_k;

  assign fx_last = tapped || fx == filter_x - 16'd1;
  assign fy_last = fy == filter_y - 16'd1;
  assign c_last = c == channel_blocks - 16'd1;
  assign k_last = k == output_blocks - 16'd1;
  assign tile_first = fx == 16'd0 && fy == 16'd0 && c == 16'd0;
  assign tile_last = fx_last && fy_last && c_last;

  // ---- pixels: output oy, ox; its distance from the first output in addresses, rows and columns ----------------------
  logic slot_ends, group_last, skip, skips;
  // the number of the tile, and of the first one of the output block
  logic [23:0] tile, tile_k;
  // the cycle of the slot; that of its last pixel
  logic [RowBits:0] row, row_last;
  logic tap_row, turns;
  logic [15:0] oy, ox, next_oy, next_ox, group_oy, group_ox;
  logic [23:0] offset, line, next_offset, next_line, group_offset, group_line;
  logic signed [23:0] dy, dx, next_dy, next_dx, group_dy, group_dx, y, x;

  assign skips = running && row == '0 && skip;
  assign row_last = tapped ? (RowBits + 1)'(N - 2) + filter_x[RowBits:0] : (RowBits + 1)'(N - 1);
  assign slot_ends = skips || (running && row == row_last);
  assign tap_row = !tapped || 16'(row) < filter_x;
  assign group_last = next_oy >= output_y;
  assign last_slot = slot_ends && tile_last && group_last && k_last;

  always_comb begin
    next_ox = ox + 16'd1;
    next_oy = oy;
    next_offset = offset + {8'd0, stride_x};
    next_line = line;
    next_dx = dx + {8'd0, stride_x};
    next_dy = dy;
    turns = ox == output_x - 16'd1;
    if (tapped) begin
      // behind the slot the group of the next N pixels, in this row or in the next one
      if (slot_ends) begin
        next_ox = group_ox + 16'(N);
        next_offset = group_offset + 24'(N);
        next_dx = group_dx + 24'(N);
      end
      turns = slot_ends && next_ox >= output_x;
    end
    if (turns) begin
      next_ox = '0;
      next_oy = oy + 16'd1;
      next_line = line + row_step;
      next_offset = line + row_step;
      next_dx = '0;
      next_dy = dy + {8'd0, stride_y};
    end
  end

  always_ff @(posedge clk) begin
    if (setup) begin
      {at_k, at_c, at_fy, at_tile} <= {4{first_address}};
      tile_y <= first_y;
      tile_x <= first_x;
      {weight_at, weight_k} <= {2{weight_base}};
      {k, c, fy, fx} <= '0;
      {oy, ox, group_oy, group_ox} <= '0;
      {offset, line, dy, dx} <= '0;
      {group_offset, group_line, group_dy, group_dx} <= '0;
      row <= '0;
      {tile, tile_k} <= '0;
    end
    if (running) begin
      row <= slot_ends ? '0 : row + 1'b1;
      weight_at <= weight_at + (skips ? (tapped ? {8'd0, filter_x} : 24'(N)) : {23'd0, tap_row});
      {oy, ox, offset, line, dy, dx} <= {next_oy, next_ox, next_offset, next_line, next_dy, next_dx};
    end
    if (slot_ends) begin
      // the same pixels again, at the next tap
      {oy, ox, offset, line, dy, dx} <= {group_oy, group_ox, group_offset, group_line, group_dy, group_dx};
      tile <= tile + 24'd1;
      fx <= fx + 16'd1;
      at_tile <= at_tile + {8'd0, dilation_x};
      tile_x <= tile_x + {8'd0, dilation_x};
      if (fx_last) begin
        fx <= '0;
        fy <= fy + 16'd1;
        tile_x <= first_x;
        tile_y <= tile_y + {8'd0, dilation_y};
        {at_fy, at_tile} <= {2{at_fy + tap_row_step}};
        if (fy_last) begin
          fy <= '0;
          c <= c + 16'd1;
          tile_y <= first_y;
          {at_c, at_fy, at_tile} <= {3{at_c + input_block}};
        end
      end
      if (tile_last) begin
        c <= '0;
        if (group_last) begin
          // the first pixels of the next output block
          k <= k + 16'd1;
          {at_k, at_c, at_fy, at_tile} <= {4{at_k + block_jump}};
          weight_k <= weight_at + {23'd0, tap_row};
          tile_k <= tile + 24'd1;
          {oy, ox, group_oy, group_ox} <= '0;
          {offset, line, dy, dx} <= '0;
          {group_offset, group_line, group_dy, group_dx} <= '0;
        end else begin
          // the next pixels, with the same weights
          {at_c, at_fy, at_tile} <= {3{at_k}};
          weight_at <= weight_k;
          tile <= tile_k;
          {oy, ox, offset, line, dy, dx} <= {next_oy, next_ox, next_offset, next_line, next_dy, next_dx};
          {group_oy, group_ox} <= {next_oy, next_ox};
          {group_offset, group_line, group_dy, group_dx} <= {next_offset, next_line, next_dy, next_dx};
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
  logic in_map, pixel_there, weight_there, first, last;
  logic [RowBits-1:0] pixel_row;
  logic [N*XBits-1:0] pixel;
  logic [N*WEIGHT_BITS-1:0] weight_word;

  assign y = tile_y + dy;
  assign x = tile_x + dx;
  assign input_at = at_tile + offset;
  assign in_map = !y[23] && !x[23] && y < $signed({8'd0, height}) && x < $signed({8'd0, width});

  systole_delay #(
      .WIDTH(RowBits),
      .DEPTH(2)
  ) row_delay (
      .clk,
      .in (row[RowBits-1:0]),
      .out(pixel_row)
  );
  systole_delay #(
      .WIDTH(2),
      .DEPTH(3)
  ) flag_delay (
      .clk,
      .in ({tile_first && row == '0, tile_last && row == (RowBits + 1)'(N - 1)}),
      .out({first, last})
  );
  systole_delay #(
      .WIDTH(N * WEIGHT_BITS),
      .DEPTH(2)
  ) weight_delay (
      .clk,
      .in (weight_there ? weight_data : '0),
      .out(weight_word)
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
    pixel_there  <= in_map;
    // what a skipped tile reads meets zeros
    weight_there <= tap_row && !skips;
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
      .row(pixel_row),
      .x(pixel),
      .first,
      .last,
      .weights(weight_word),
      .sums
  );

  // ---- sums leave in the order of their addresses: block after block, pixel after pixel ------------------------------
  logic emits, emits_last, read_last;
  assign emits = running && tile_last && (tapped ? ox < output_x && row < (RowBits + 1)'(N) : oy < output_y);
  assign emits_last = emits && k_last && ox == output_x - 16'd1 && oy == output_y - 16'd1;

  systole_control_delay #(
      .WIDTH(2),
      .DEPTH(3 * N + 1)
  ) control_delay (
      .clk,
      .rst,
      .in ({emits, emits_last}),
      .out({read, read_last})
  );

  always_ff @(posedge clk) begin
    if (setup) read_at <= accumulator_base;
    else if (read) read_at <= read_at + 24'd1;
  end

  systole_add_sums #(
      .N(N),
      .SUM_BITS(SUM_BITS)
  ) add_sums (
      .clk,
      .rst,
      .read,
      .read_at,
      .read_fresh(!accumulate),
      .read_last,
      .read_data,
      .sums,
      .write,
      .write_at,
      .write_data,
      .write_last(finished)
  );
endmodule
