// A weight-stationary PE. The weight of the next tile waits in `shadow`; `swap` comes with the first pixel of a pass and
// makes it the active one from that pixel on.
module systole_pe #(
    parameter int X_BITS = 9,
    parameter int WEIGHT_BITS = 8,
    parameter int SUM_BITS = 32
) (
    input  logic                          clk,
    input  logic signed [     X_BITS-1:0] x,
    input  logic                          swap,
    input  logic                          load,
    input  logic signed [WEIGHT_BITS-1:0] weight,
    input  logic signed [   SUM_BITS-1:0] sum,
    output logic signed [     X_BITS-1:0] x_out,
    output logic                          swap_out,
    output logic signed [   SUM_BITS-1:0] sum_out
);
  logic signed [WEIGHT_BITS-1:0] shadow, active, used;
  logic signed [X_BITS+WEIGHT_BITS-1:0] product;

  assign used = swap ? shadow : active;
  assign product = (X_BITS + WEIGHT_BITS)'(x) * (X_BITS + WEIGHT_BITS)'(used);

  always_ff @(posedge clk) begin
    if (load) shadow <= weight;
    active   <= used;
    x_out    <= x;
    swap_out <= swap;
    sum_out  <= sum + SUM_BITS'(product);
  end

  // a sum may have fewer bits than a product
  logic unused;
  assign unused = ^product;
endmodule
