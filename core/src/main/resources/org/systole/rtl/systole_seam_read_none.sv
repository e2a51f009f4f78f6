// The seam before operand reads: no tile is skipped.
module systole_seam_read #(
    parameter int WORD_BITS = 64
) (
    input  logic                 clk,
    input  logic                 rst,
    // words that a load brings
    input  logic                 write,
    input  logic [         23:0] write_at,
    input  logic [WORD_BITS-1:0] write_data,
    // of the command: its extension, and the tile that comes next; the answer is needed in the same cycle
    input  logic [         15:0] extension,
    input  logic [         23:0] tile,
    output logic                 skip
);
  logic unused;
  assign unused = ^{clk, rst, write, write_at, write_data, extension, tile};

  assign skip = 1'b0;
endmodule
