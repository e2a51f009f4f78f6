// The edge of the array: subtracts the zero point from each lane of an input word; a word that is not there gives zeros. What
// leaves is a register.
module systole_center #(
    parameter int N = 8,
    parameter int INPUT_BITS = 8,
    localparam int XBits = INPUT_BITS + 1
) (
    input  logic                    clk,
    input  logic                    there,
    input  logic [            15:0] zero,
    input  logic [N*INPUT_BITS-1:0] word,
    output logic [     N*XBits-1:0] pixel
);
  genvar lane;
  generate
    for (lane = 0; lane < N; lane = lane + 1) begin : g_lane
      logic signed [INPUT_BITS-1:0] stored;
      logic [XBits-1:0] centered;
      assign stored = word[lane*INPUT_BITS+:INPUT_BITS];
      assign centered = XBits'(stored) - XBits'(signed'(zero));
      always_ff @(posedge clk) pixel[lane*XBits+:XBits] <= there ? centered : '0;
    end
  endgenerate

  // a zero point has no more bits than an input
  logic unused;
  assign unused = ^zero;
endmodule
