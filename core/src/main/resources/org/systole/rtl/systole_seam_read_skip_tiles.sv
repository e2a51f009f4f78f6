// The seam before operand reads: flags say which tiles are skipped. Flag `extension` - 1 + t belongs to tile t of a command. A
// word holds as many flags as the largest power of two within its bits.
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
  localparam int Words = 64;
  localparam int FlagBits = $clog2(WORD_BITS + 1) - 1;
  localparam int Flags = 1 << FlagBits;

  logic [Flags-1:0] flags[0:Words-1];
  logic [23:0] flag;
  logic [Flags-1:0] word;

  assign flag = {8'd0, extension} - 24'd1 + tile;
  assign word = flags[flag[FlagBits+:6]];
  assign skip = extension != 16'd0 && word[flag[FlagBits-1:0]];

  always_ff @(posedge clk) if (write) flags[write_at[5:0]] <= write_data[Flags-1:0];

  logic unused;
  assign unused = ^{rst, write_at, write_data, flag};
endmodule
