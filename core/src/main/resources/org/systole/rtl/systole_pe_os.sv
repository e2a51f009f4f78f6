// An output-stationary PE. It adds up the products of one output pixel and one output channel; `first` comes with the first
// product, `last` with the last one. The finished sum waits in `hold` until `insert` puts it into the chain that runs down
// the column. `insert` takes two cycles from row to row: so the sums of the rows follow each other in the chain, one a cycle.
module systole_pe #(
    parameter int X_BITS = 9,
    parameter int WEIGHT_BITS = 8,
    parameter int SUM_BITS = 32
) (
    input  logic                          clk,
    input  logic signed [     X_BITS-1:0] x,
    input  logic signed [WEIGHT_BITS-1:0] weight,
    input  logic                          first,
    input  logic                          last,
    input  logic                          insert,
    input  logic        [   SUM_BITS-1:0] drain,
    output logic signed [     X_BITS-1:0] x_out,
    output logic signed [WEIGHT_BITS-1:0] weight_out,
    output logic                          first_out,
    output logic                          last_out,
    output logic                          insert_out,
    output logic        [   SUM_BITS-1:0] drain_out
);
  logic signed [X_BITS+WEIGHT_BITS-1:0] product;
  logic signed [SUM_BITS-1:0] sum, total, hold;
  logic insert_half;

  assign product = (X_BITS + WEIGHT_BITS)'(x) * (X_BITS + WEIGHT_BITS)'(weight);
  assign total   = (first ? '0 : sum) + SUM_BITS'(product);

  always_ff @(posedge clk) begin
    sum <= total;
    if (last) hold <= total;
    drain_out   <= insert ? hold : drain;
    x_out       <= x;
    weight_out  <= weight;
    first_out   <= first;
    last_out    <= last;
    insert_half <= insert;
    insert_out  <= insert_half;
  end

  // a sum may have fewer bits than a product
  logic unused;
  assign unused = ^product;
endmodule
