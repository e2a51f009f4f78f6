// One direction between two units: how many tokens were sent and not yet taken. A token can be taken from the cycle
// after it was sent.
module systole_tokens (
    input  logic clk,
    input  logic rst,
    input  logic send,
    input  logic take,
    output logic available
);
  logic [15:0] count;

  assign available = count != '0;

  always_ff @(posedge clk) begin
    if (rst) count <= '0;
    else count <= count + 16'(send) - 16'(take);
  end
endmodule
