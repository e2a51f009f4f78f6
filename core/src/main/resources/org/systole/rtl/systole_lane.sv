// Post-processing of one output channel, from accumulator to stored value, in nine steps of one cycle each:
// bias, multiply, round and clamp, residual products, residual sum, table, pool, multiply, round and clamp.
// A lane has a table of its own if a value has at most 8 bits.
// Constants hold still while a command is in the lane.
module systole_lane #(
    parameter int INPUT_BITS = 8,
    parameter int SUM_BITS = 32
) (
    input logic clk,

    // a pixel, in the cycle in which the memories give their words
    input logic signed [SUM_BITS-1:0] accumulator,
    input logic signed [31:0] bias,
    input logic [23:0] multiplier,
    input logic [5:0] shift,
    input logic signed [INPUT_BITS-1:0] residual,

    // constants of the command
    input logic signed [15:0] zero,
    input logic signed [15:0] low,
    input logic signed [15:0] high,
    input logic add,
    input logic signed [24:0] left,
    input logic signed [24:0] right,
    input logic [5:0] sum_shift,
    input logic signed [15:0] residual_zero,
    input logic signed [15:0] sum_zero,
    input logic look_up,
    input logic average,
    input logic [23:0] pool_multiplier,
    input logic [5:0] pool_shift,
    input logic signed [15:0] pool_zero,

    // the table: the result for value v stands at v + 2^(INPUT_BITS-1)
    input logic table_write,
    input logic [INPUT_BITS-1:0] table_write_at,
    input logic [INPUT_BITS-1:0] table_write_data,

    // flags of the pixel that is in the pooling step
    input logic pool_counts,
    input logic pool_first,

    output logic [INPUT_BITS-1:0] result
);
  localparam int BiasedBits = (SUM_BITS > 32 ? SUM_BITS : 32) + 1;
  localparam int ProductBits = BiasedBits + 25;
  localparam int PoolBits = 40;
  localparam int PoolProductBits = PoolBits + 25;
  localparam logic signed [16:0] Most = 17'((1 << (INPUT_BITS - 1)) - 1);
  localparam logic signed [16:0] Least = -17'(1 << (INPUT_BITS - 1));

  // bias
  logic signed [BiasedBits-1:0] biased;
  logic [23:0] multiplier_1;
  logic [5:0] shift_1, shift_2;
  logic signed [INPUT_BITS-1:0] residual_1, residual_2, residual_3;
  always_ff @(posedge clk) begin
    biased <= BiasedBits'(accumulator) + BiasedBits'(bias);
    multiplier_1 <= multiplier;
    shift_1 <= shift;
    shift_2 <= shift_1;
    residual_1 <= residual;
    residual_2 <= residual_1;
    residual_3 <= residual_2;
  end

  // multiply
  logic signed [ProductBits-1:0] product;
  always_ff @(posedge clk) product <= ProductBits'(biased) * ProductBits'($signed({1'b0, multiplier_1}));

  // round: floor((v + 2^(s-1)) / 2^s) = floor((floor(v / 2^(s-1)) + 1) / 2)
  logic signed [ProductBits:0] rounded, value;
  logic signed [16:0] bounded, lower, upper, pool_offset;
  assign lower = add ? Least : 17'(low);
  assign upper = add ? Most : 17'(high);
  assign pool_offset = add ? 17'(sum_zero) : 17'(zero);
  always_comb begin
    rounded = (ProductBits + 1)'(product);
    if (shift_2 != 6'd0) rounded = ((rounded >>> (shift_2 - 6'd1)) + 1) >>> 1;
    value = rounded + (ProductBits + 1)'(zero);
    bounded = value[16:0];
    if (value < (ProductBits + 1)'(lower)) bounded = lower;
    if (value > (ProductBits + 1)'(upper)) bounded = upper;
  end
  logic signed [16:0] own;
  always_ff @(posedge clk) own <= bounded;

  // residual
  logic signed [17:0] own_centered, other_centered;
  logic signed [42:0] own_product, other_product;
  logic signed [16:0] own_4;
  assign own_centered = 18'(own) - 18'(zero);
  assign other_centered = 18'(residual_3) - 18'(residual_zero);
  always_ff @(posedge clk) begin
    own_product <= 43'(own_centered) * 43'(left);
    other_product <= 43'(other_centered) * 43'(right);
    own_4 <= own;
  end

  logic signed [44:0] both, sum;
  logic signed [16:0] pixel_next, pixel_5, pixel;
  always_comb begin
    both = 45'(own_product) + 45'(other_product);
    sum  = both;
    if (sum_shift != 6'd0) sum = ((both >>> (sum_shift - 6'd1)) + 1) >>> 1;
    sum = sum + 45'(sum_zero);
    pixel_next = own_4;
    if (add) begin
      pixel_next = sum[16:0];
      if (sum < 45'(low)) pixel_next = 17'(low);
      if (sum > 45'(high)) pixel_next = 17'(high);
    end
  end

  // table
  always_ff @(posedge clk) pixel_5 <= pixel_next;
  generate
    if (INPUT_BITS <= 8) begin : g_table
      logic signed [INPUT_BITS-1:0] found;
      logic signed [16:0] pixel_6;
      systole_ram #(
          .WIDTH(INPUT_BITS),
          .WORDS(1 << INPUT_BITS)
      ) activation (
          .clk,
          .write(table_write),
          .write_at(table_write_at),
          .write_data(table_write_data),
          .read_at({~pixel_5[INPUT_BITS-1], pixel_5[INPUT_BITS-2:0]}),
          .read_data(found)
      );
      always_ff @(posedge clk) pixel_6 <= pixel_5;
      assign pixel = look_up ? 17'(found) : pixel_6;
    end else begin : g_no_table
      logic unused_table;
      assign unused_table = ^{look_up, table_write, table_write_at, table_write_data};
      always_ff @(posedge clk) pixel <= pixel_5;
    end
  endgenerate

  // pool: the sum without zero points, or the maximum
  logic signed [PoolBits-1:0] pooled, pool_base, pool_value;
  always_comb begin
    pool_base  = pooled;
    pool_value = PoolBits'(pixel);
    if (average) pool_value = pool_value - PoolBits'(pool_offset);
    if (pool_first) pool_base = average ? '0 : {1'b1, {PoolBits - 1{1'b0}}};
  end
  always_ff @(posedge clk) begin
    if (!pool_counts) pooled <= pool_base;
    else if (average) pooled <= pool_base + pool_value;
    else pooled <= pool_value > pool_base ? pool_value : pool_base;
  end

  logic signed [PoolProductBits-1:0] pool_product;
  logic signed [INPUT_BITS-1:0] largest;
  always_ff @(posedge clk) begin
    pool_product <= PoolProductBits'(pooled) * PoolProductBits'($signed({1'b0, pool_multiplier}));
    largest <= pooled[INPUT_BITS-1:0];
  end

  logic signed [PoolProductBits:0] mean;
  always_comb begin
    mean = (PoolProductBits + 1)'(pool_product);
    if (pool_shift != 6'd0) mean = ((mean >>> (pool_shift - 6'd1)) + 1) >>> 1;
    mean   = mean + (PoolProductBits + 1)'(pool_zero);
    result = largest;
    if (average) begin
      result = mean[INPUT_BITS-1:0];
      if (mean < (PoolProductBits + 1)'(Least)) result = Least[INPUT_BITS-1:0];
      if (mean > (PoolProductBits + 1)'(Most)) result = Most[INPUT_BITS-1:0];
    end
  end
endmodule
