// The accumulator memory: two halves of one read and one write port each. Execute adds to one half while Store reads the
// other one; a program never lets both read the same half in one cycle.
module systole_accumulator #(
    parameter int WIDTH = 256,
    parameter int WORDS = 512,
    localparam int AddressBits = $clog2(WORDS)
) (
    input  logic                   clk,
    // execute: reads a word, writes it a cycle later
    input  logic                   execute_read,
    input  logic [AddressBits-1:0] execute_read_at,
    output logic [      WIDTH-1:0] execute_read_data,
    input  logic                   execute_write,
    input  logic [AddressBits-1:0] execute_write_at,
    input  logic [      WIDTH-1:0] execute_write_data,
    // store
    input  logic [AddressBits-1:0] store_read_at,
    output logic [      WIDTH-1:0] store_read_data
);
  localparam int HalfWords = WORDS / 2;
  localparam int HalfBits = HalfWords > 1 ? $clog2(HalfWords) : 1;

  logic execute_half, store_half;
  logic [WIDTH-1:0] half_data[0:1];

  always_ff @(posedge clk) begin
    execute_half <= execute_read_at[AddressBits-1];
    store_half   <= store_read_at[AddressBits-1];
  end

  genvar h;
  generate
    for (h = 0; h < 2; h = h + 1) begin : g_half
      logic mine;
      logic [AddressBits-1:0] read_at;
      assign mine = execute_read && execute_read_at[AddressBits-1] == 1'(h);
      assign read_at = mine ? execute_read_at : store_read_at;

      logic unused;
      assign unused = read_at[AddressBits-1];

      systole_ram #(
          .WIDTH(WIDTH),
          .WORDS(HalfWords)
      ) memory (
          .clk,
          .write(execute_write && execute_write_at[AddressBits-1] == 1'(h)),
          .write_at(execute_write_at[HalfBits-1:0]),
          .write_data(execute_write_data),
          .read_at(read_at[HalfBits-1:0]),
          .read_data(half_data[h])
      );
    end
  endgenerate

  assign execute_read_data = half_data[execute_half];
  assign store_read_data   = half_data[store_half];
endmodule
