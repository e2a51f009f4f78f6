// DEPTH resettable registers in a row, for flags that must not wake up set. DEPTH is at least 2.
module systole_control_delay #(
    parameter int WIDTH = 1,
    parameter int DEPTH = 2
) (
    input  logic             clk,
    input  logic             rst,
    input  logic [WIDTH-1:0] in,
    output logic [WIDTH-1:0] out
);
  logic [DEPTH*WIDTH-1:0] chain;

  assign out = chain[DEPTH*WIDTH-1-:WIDTH];

  always_ff @(posedge clk) begin
    if (rst) chain <= '0;
    else chain <= {chain[(DEPTH-1)*WIDTH-1:0], in};
  end
endmodule
