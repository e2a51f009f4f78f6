// DEPTH registers in a row; none for DEPTH = 0. They are not reset.
module systole_delay #(
    parameter int WIDTH = 1,
    parameter int DEPTH = 1
) (
    input  logic             clk,
    input  logic [WIDTH-1:0] in,
    output logic [WIDTH-1:0] out
);
  generate
    if (DEPTH == 0) begin : g_wire
      logic unused;
      assign unused = clk;
      assign out = in;
    end else if (DEPTH == 1) begin : g_register
      always_ff @(posedge clk) out <= in;
    end else begin : g_chain
      logic [DEPTH*WIDTH-1:0] chain;
      assign out = chain[DEPTH*WIDTH-1-:WIDTH];
      always_ff @(posedge clk) chain <= {chain[(DEPTH-1)*WIDTH-1:0], in};
    end
  endgenerate
endmodule
