// Reads instructions one after the other and puts each into the queue of its unit; waits while that queue is full.
// A halt waits until every queue is empty and every unit is idle. A core that stops issues nothing more and ends when its units
// are idle, without the halt.
module systole_dispatch #(
    parameter int INSTRUCTIONS = 256,
    parameter int INSTRUCTION_BITS = 512,
    localparam int AddressBits = INSTRUCTIONS > 1 ? $clog2(INSTRUCTIONS) : 1
) (
    input logic clk,
    input logic rst,
    input logic start,
    output logic running,
    input logic stop,
    // how the last program ended: by its halt, or before it
    output logic done,
    output logic stopped,
    output logic [63:0] cycles,

    // instruction memory, filled before start
    input logic                        fill,
    input logic [     AddressBits-1:0] fill_at,
    input logic [INSTRUCTION_BITS-1:0] fill_data,

    // queues
    output logic [INSTRUCTION_BITS-1:0] instruction,
    output logic push_load,
    output logic push_execute,
    output logic push_store,
    input logic full_load,
    input logic full_execute,
    input logic full_store,
    input logic all_idle
);
  // opcodes, as in the table of the instruction set
  localparam logic [1:0] Halt = 2'd0;
  localparam logic [1:0] Load = 2'd1;
  localparam logic [1:0] Execute = 2'd2;

  logic [AddressBits-1:0] pc, fetch_at;
  logic valid, take;
  logic [1:0] opcode;

  assign opcode = instruction[1:0];

  always_comb begin
    push_load = 1'b0;
    push_execute = 1'b0;
    push_store = 1'b0;
    take = 1'b0;
    if (valid && !stop) begin
      case (opcode)
        Halt: take = all_idle;
        Load: take = !full_load;
        Execute: take = !full_execute;
        default: take = !full_store;
      endcase
      push_load = take && opcode == Load;
      push_execute = take && opcode == Execute;
      push_store = take && opcode != Halt && opcode != Load && opcode != Execute;
    end
  end

  // the memory is read one instruction ahead, so that one instruction is issued a cycle
  assign fetch_at = start ? '0 : take ? pc + 1'b1 : pc;

  systole_ram #(
      .WIDTH(INSTRUCTION_BITS),
      .WORDS(INSTRUCTIONS)
  ) memory (
      .clk,
      .write(fill),
      .write_at(fill_at),
      .write_data(fill_data),
      .read_at(fetch_at),
      .read_data(instruction)
  );

  always_ff @(posedge clk) begin
    if (rst) begin
      running <= 1'b0;
      done    <= 1'b0;
      stopped <= 1'b0;
      valid   <= 1'b0;
      pc      <= '0;
      cycles  <= '0;
    end else if (start) begin
      running <= 1'b1;
      done    <= 1'b0;
      stopped <= 1'b0;
      valid   <= 1'b1;
      pc      <= '0;
      cycles  <= '0;
    end else if (running) begin
      cycles <= cycles + 64'd1;
      pc     <= fetch_at;
      if (stop ? all_idle : take && opcode == Halt) begin
        running <= 1'b0;
        done    <= !stop;
        stopped <= stop;
        valid   <= 1'b0;
      end
    end
  end
endmodule
