// The seam between post-processing and the write of a word: a word whose lanes' distances from the zero point add up to less
// than `extension` is written as zero points. A word takes a cycle longer.
module systole_seam_write #(
    parameter int N = 8,
    parameter int INPUT_BITS = 8
) (
    input  logic                    clk,
    input  logic                    rst,
    // of the command that is in the lanes
    input  logic [            15:0] extension,
    input  logic [            15:0] zero,
    // words
    input  logic                    in_valid,
    input  logic [N*INPUT_BITS-1:0] in_word,
    output logic                    out_valid,
    output logic [N*INPUT_BITS-1:0] out_word
);
  localparam int SumBits = 17 + $clog2(N);

  logic [SumBits-1:0] sum;
  logic [N*INPUT_BITS-1:0] zeros;

  always_comb begin
    sum = '0;
    for (int lane = 0; lane < N; lane++) begin
      zeros[lane*INPUT_BITS+:INPUT_BITS] = zero[INPUT_BITS-1:0];
      sum = sum + SumBits'(distance(in_word[lane*INPUT_BITS+:INPUT_BITS], zero));
    end
  end

  // Yosys 0.23 does not know "return"
  function automatic logic [16:0] distance(input logic signed [INPUT_BITS-1:0] lane, input logic signed [15:0] from);
    logic signed [16:0] difference;
    begin
      difference = 17'(lane) - 17'(from);
      distance   = difference[16] ? -difference : difference;
    end
  endfunction

  always_ff @(posedge clk) begin
    out_word <= sum < SumBits'(extension) ? zeros : in_word;
    if (rst) out_valid <= 1'b0;
    else out_valid <= in_valid;
  end
endmodule
