// A queue with a registered count: what is pushed in a cycle can be popped from the next one on.
// The head is readable without popping it.
module systole_fifo #(
    parameter int WIDTH = 8,
    parameter int DEPTH = 4
) (
    input  logic             clk,
    input  logic             rst,
    input  logic             push,
    input  logic [WIDTH-1:0] push_data,
    output logic             full,
    input  logic             pop,
    output logic [WIDTH-1:0] head,
    output logic             empty
);
  localparam int CountBits = $clog2(DEPTH + 1);
  localparam int PointerBits = DEPTH > 1 ? $clog2(DEPTH) : 1;
  localparam logic [PointerBits-1:0] Top = PointerBits'(DEPTH - 1);

  logic [WIDTH-1:0] entries[0:DEPTH-1];
  logic [PointerBits-1:0] read_at, write_at;
  logic [CountBits-1:0] count;

  assign full  = count == CountBits'(DEPTH);
  assign empty = count == '0;
  assign head  = entries[read_at];

  always_ff @(posedge clk) begin
    if (push) entries[write_at] <= push_data;
    if (rst) begin
      read_at  <= '0;
      write_at <= '0;
      count    <= '0;
    end else begin
      if (push) write_at <= write_at == Top ? '0 : write_at + 1'b1;
      if (pop) read_at <= read_at == Top ? '0 : read_at + 1'b1;
      count <= count + CountBits'(push) - CountBits'(pop);
    end
  end
endmodule
