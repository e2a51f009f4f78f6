// The commands of a unit: those that wait in its queue, and the one that runs. A command begins when the unit is free and
// the tokens that it waits for are there, and is held until the next one begins.
module systole_command #(
    parameter int DEPTH = 4,
    parameter int INSTRUCTION_BITS = 512
) (
    input logic clk,
    input logic rst,
    // the core stops: no command begins, those that wait are forgotten
    input logic stop,

    // dispatcher
    input  logic                        push,
    input  logic [INSTRUCTION_BITS-1:0] instruction,
    output logic                        full,

    // tokens of the neighbours
    input  logic token_from_previous,
    input  logic token_from_next,
    output logic token_take_previous,
    output logic token_take_next,

    // unit
    input  logic                        free,
    output logic                        begins,
    output logic [INSTRUCTION_BITS-1:0] command,
    // no command runs and none waits
    output logic                        idle
);
  logic [INSTRUCTION_BITS-1:0] head;
  logic empty, await_previous, await_next;

  systole_fifo #(
      .WIDTH(INSTRUCTION_BITS),
      .DEPTH(DEPTH)
  ) queue (
      .clk,
      .rst(rst || stop),
      .push,
      .push_data(instruction),
      .full,
      .pop(begins),
      .head,
      .empty
  );

  // behind the opcode, as in the table of the instruction set
  assign await_previous = head[2];
  assign await_next = head[3];

  assign begins = free && !empty && !stop && (!await_previous || token_from_previous) &&
      (!await_next || token_from_next);
  assign token_take_previous = begins && await_previous;
  assign token_take_next = begins && await_next;
  assign idle = free && empty;

  always_ff @(posedge clk) if (begins) command <= head;
endmodule
