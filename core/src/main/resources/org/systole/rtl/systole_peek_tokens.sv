// The tokens that the command at the head of a queue waits for.
module systole_peek_tokens (
    input  logic [5:0] instruction,
    output logic       await_previous,
    output logic       await_next
);
  logic unused;

  assign await_previous = instruction[2];
  assign await_next = instruction[3];
  assign unused = ^{instruction[5:4], instruction[1:0]};
endmodule
