// A memory with one read and one write port. A read gives its word in the next cycle; a word that is written in the
// cycle of its read is not seen yet.
module systole_ram #(
    parameter int WIDTH = 8,
    parameter int WORDS = 16,
    localparam int AddressBits = WORDS > 1 ? $clog2(WORDS) : 1
) (
    input  logic                   clk,
    input  logic                   write,
    input  logic [AddressBits-1:0] write_at,
    input  logic [      WIDTH-1:0] write_data,
    input  logic [AddressBits-1:0] read_at,
    output logic [      WIDTH-1:0] read_data
);
  logic [WIDTH-1:0] words[0:WORDS-1];

  always_ff @(posedge clk) begin
    if (write) words[write_at] <= write_data;
    read_data <= words[read_at];
  end
endmodule
