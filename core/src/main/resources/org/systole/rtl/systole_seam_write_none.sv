// The seam between post-processing and the write of a word: words pass through.
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
  logic unused;
  assign unused = ^{clk, rst, extension, zero};

  assign out_valid = in_valid;
  assign out_word  = in_word;
endmodule
