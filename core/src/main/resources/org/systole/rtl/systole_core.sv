// The Systole core: dispatcher, three units with their queues, four token counters, and the memories between the units.
//
// Fill the instruction memory while the core is idle, raise `start` for one cycle, wait for `done`. `cycles` counts from
// the cycle after `start` to the one in which the halt is taken. When `stop` asks for it, or after an answer of the memory with
// an error, the commands that run are run to their end, so that no burst stays open, and no others: then `stopped` comes in
// place of `done`.
module systole_core #(
    parameter int N = 8,
    parameter int INPUT_BITS = 8,
    parameter int WEIGHT_BITS = 8,
    parameter int SUM_BITS = 32,
    parameter int INPUT_WORDS = 1024,
    parameter int WEIGHT_WORDS = 1024,
    parameter int SUM_WORDS = 512,
    parameter int PARAMETER_BLOCKS = 16,
    parameter int RESIDUAL_WORDS = 512,
    parameter int BUS_BITS = 64,
    parameter int BURST_BEATS = 16,
    parameter int OUTSTANDING = 8,
    parameter int LOAD_QUEUE = 8,
    parameter int EXECUTE_QUEUE = 8,
    parameter int STORE_QUEUE = 8,
    parameter int INSTRUCTIONS = 256,
    localparam int InstructionBits = 512,
    localparam int ProgramBits = INSTRUCTIONS > 1 ? $clog2(INSTRUCTIONS) : 1
) (
    input  logic        clk,
    input  logic        rst,
    input  logic        start,
    input  logic        stop,
    output logic        running,
    output logic        done,
    output logic        stopped,
    output logic [63:0] cycles,
    // for counters and traces: a command of load begins (bit 0), ends (1); execute (2, 3); store (4, 5)
    output logic [ 5:0] events,

    // instruction memory
    input logic                       fill,
    input logic [    ProgramBits-1:0] fill_at,
    input logic [InstructionBits-1:0] fill_data,

    // AXI4 master: incrementing bursts of full beats
    output logic                ar_valid,
    input  logic                ar_ready,
    output logic [        39:0] ar_address,
    output logic [         7:0] ar_length,
    input  logic                r_valid,
    output logic                r_ready,
    input  logic [BUS_BITS-1:0] r_data,
    input  logic [         1:0] r_response,
    input  logic                r_last,
    output logic                aw_valid,
    input  logic                aw_ready,
    output logic [        39:0] aw_address,
    output logic [         7:0] aw_length,
    output logic                w_valid,
    input  logic                w_ready,
    output logic [BUS_BITS-1:0] w_data,
    output logic                w_last,
    input  logic                b_valid,
    input  logic [         1:0] b_response,
    output logic                b_ready,

    // an answer with an error: of a write (bit 1), of a read (bit 0); the address of the burst
    output logic [ 1:0] failed,
    output logic [39:0] failed_at
);
  localparam int InputAddress = $clog2(INPUT_WORDS);
  localparam int WeightAddress = $clog2(WEIGHT_WORDS);
  localparam int SumAddress = $clog2(SUM_WORDS);
  localparam int ParameterAddress = PARAMETER_BLOCKS > 1 ? $clog2(PARAMETER_BLOCKS) : 1;
  localparam int ResidualAddress = RESIDUAL_WORDS > 1 ? $clog2(RESIDUAL_WORDS) : 1;

  // ---- dispatch ----------------------------------------------------------------------------------------------------
  logic [InstructionBits-1:0] instruction;
  logic push_load, push_execute, push_store, full_load, full_execute, full_store;
  logic idle_load, idle_execute, idle_store;
  logic begin_load, begin_execute, begin_store, end_load, end_execute, end_store;

  assign events = {end_store, begin_store, end_execute, begin_execute, end_load, begin_load};

  // what stops the core holds until it has stopped; queues and tokens forget what they have. A program begins without tokens.
  logic stopping;
  always_ff @(posedge clk) begin
    if (rst || !(running || start)) stopping <= 1'b0;
    else if (stop || failed != 2'b00) stopping <= 1'b1;
  end

  systole_dispatch #(
      .INSTRUCTIONS(INSTRUCTIONS),
      .INSTRUCTION_BITS(InstructionBits)
  ) dispatch (
      .clk,
      .rst,
      .start,
      .running,
      .stop(stopping),
      .done,
      .stopped,
      .cycles,
      .fill,
      .fill_at,
      .fill_data,
      .instruction,
      .push_load,
      .push_execute,
      .push_store,
      .full_load,
      .full_execute,
      .full_store,
      .all_idle(idle_load && idle_execute && idle_store)
  );

  // ---- tokens --------------------------------------------------------------------------------------------------------
  logic load_sent, load_there, load_taken;  // load to execute
  logic free_sent, free_there, free_taken;  // execute to load
  logic sums_sent, sums_there, sums_taken;  // execute to store
  logic drained_sent, drained_there, drained_taken;  // store to execute

  systole_tokens load_to_execute (
      .clk,
      .rst(rst || start || stopping),
      .send(load_sent),
      .take(load_taken),
      .available(load_there)
  );
  systole_tokens execute_to_load (
      .clk,
      .rst(rst || start || stopping),
      .send(free_sent),
      .take(free_taken),
      .available(free_there)
  );
  systole_tokens execute_to_store (
      .clk,
      .rst(rst || start || stopping),
      .send(sums_sent),
      .take(sums_taken),
      .available(sums_there)
  );
  systole_tokens store_to_execute (
      .clk,
      .rst(rst || start || stopping),
      .send(drained_sent),
      .take(drained_taken),
      .available(drained_there)
  );

  logic [39:0] load_failed_at, store_failed_at;

  // ---- load ----------------------------------------------------------------------------------------------------------
  logic load_write;
  logic [2:0] load_target;
  logic [23:0] load_at;
  logic [N*64-1:0] load_data;

  systole_load #(
      .N(N),
      .INPUT_BITS(INPUT_BITS),
      .WEIGHT_BITS(WEIGHT_BITS),
      .BUS_BITS(BUS_BITS),
      .BURST_BEATS(BURST_BEATS),
      .OUTSTANDING(OUTSTANDING),
      .QUEUE(LOAD_QUEUE),
      .INSTRUCTION_BITS(InstructionBits)
  ) load (
      .clk,
      .rst,
      .stop(stopping),
      .push(push_load),
      .instruction,
      .full(full_load),
      .token_from_next(free_there),
      .token_take_next(free_taken),
      .token_send_next(load_sent),
      .idle(idle_load),
      .begins(begin_load),
      .ends(end_load),
      .ar_valid,
      .ar_ready,
      .ar_address,
      .ar_length,
      .r_valid,
      .r_ready,
      .r_data,
      .r_response,
      .r_last,
      .failed(failed[0]),
      .failed_at(load_failed_at),
      .write(load_write),
      .write_target(load_target),
      .write_at(load_at),
      .write_data(load_data)
  );

  // ---- memories that load fills --------------------------------------------------------------------------------------
  logic [23:0] input_at, weight_at, residual_at;
  logic [15:0] parameter_at;
  logic [N*INPUT_BITS-1:0] input_data, residual_data;
  logic [N*WEIGHT_BITS-1:0] weight_data;
  logic [N*62-1:0] parameter_data, parameter_fill;

  systole_ram #(
      .WIDTH(N * INPUT_BITS),
      .WORDS(INPUT_WORDS)
  ) input_memory (
      .clk,
      .write(load_write && load_target == 3'd0),
      .write_at(load_at[InputAddress-1:0]),
      .write_data(load_data[N*INPUT_BITS-1:0]),
      .read_at(input_at[InputAddress-1:0]),
      .read_data(input_data)
  );
  systole_ram #(
      .WIDTH(N * WEIGHT_BITS),
      .WORDS(WEIGHT_WORDS)
  ) weight_memory (
      .clk,
      .write(load_write && load_target == 3'd1),
      .write_at(load_at[WeightAddress-1:0]),
      .write_data(load_data[N*WEIGHT_BITS-1:0]),
      .read_at(weight_at[WeightAddress-1:0]),
      .read_data(weight_data)
  );
  systole_ram #(
      .WIDTH(N * 62),
      .WORDS(PARAMETER_BLOCKS)
  ) parameter_memory (
      .clk,
      .write(load_write && load_target == 3'd2),
      .write_at(load_at[ParameterAddress-1:0]),
      .write_data(parameter_fill),
      .read_at(parameter_at[ParameterAddress-1:0]),
      .read_data(parameter_data)
  );
  systole_ram #(
      .WIDTH(N * INPUT_BITS),
      .WORDS(RESIDUAL_WORDS)
  ) residual_memory (
      .clk,
      .write(load_write && load_target == 3'd3),
      .write_at(load_at[ResidualAddress-1:0]),
      .write_data(load_data[N*INPUT_BITS-1:0]),
      .read_at(residual_at[ResidualAddress-1:0]),
      .read_data(residual_data)
  );

  // a lane's parameters take 62 of their 64 bits in DRAM
  genvar lane;
  generate
    for (lane = 0; lane < N; lane = lane + 1) begin : g_parameter
      assign parameter_fill[lane*62+:62] = load_data[lane*64+:62];
    end
  endgenerate

  // ---- execute -------------------------------------------------------------------------------------------------------
  logic sum_read, sum_write;
  logic [23:0] sum_read_at, sum_write_at, store_at;
  logic [N*SUM_BITS-1:0] sum_read_data, sum_write_data, store_data;

  systole_execute #(
      .N(N),
      .INPUT_BITS(INPUT_BITS),
      .WEIGHT_BITS(WEIGHT_BITS),
      .SUM_BITS(SUM_BITS),
      .QUEUE(EXECUTE_QUEUE),
      .INSTRUCTION_BITS(InstructionBits)
  ) execute (
      .clk,
      .rst,
      .stop(stopping),
      .push(push_execute),
      .instruction,
      .full(full_execute),
      .token_from_previous(load_there),
      .token_from_next(drained_there),
      .token_take_previous(load_taken),
      .token_take_next(drained_taken),
      .token_send_previous(free_sent),
      .token_send_next(sums_sent),
      .idle(idle_execute),
      .begins(begin_execute),
      .ends(end_execute),
      .extension_write(load_write && load_target == 3'd5),
      .extension_write_at(load_at),
      .extension_write_data(load_data[N*INPUT_BITS-1:0]),
      .input_at,
      .input_data,
      .weight_at,
      .weight_data,
      .read(sum_read),
      .read_at(sum_read_at),
      .read_data(sum_read_data),
      .write(sum_write),
      .write_at(sum_write_at),
      .write_data(sum_write_data)
  );

  systole_accumulator #(
      .WIDTH(N * SUM_BITS),
      .WORDS(SUM_WORDS)
  ) accumulator (
      .clk,
      .execute_read(sum_read),
      .execute_read_at(sum_read_at[SumAddress-1:0]),
      .execute_read_data(sum_read_data),
      .execute_write(sum_write),
      .execute_write_at(sum_write_at[SumAddress-1:0]),
      .execute_write_data(sum_write_data),
      .store_read_at(store_at[SumAddress-1:0]),
      .store_read_data(store_data)
  );

  // ---- store ---------------------------------------------------------------------------------------------------------
  systole_store #(
      .N(N),
      .INPUT_BITS(INPUT_BITS),
      .SUM_BITS(SUM_BITS),
      .BUS_BITS(BUS_BITS),
      .BURST_BEATS(BURST_BEATS),
      .QUEUE(STORE_QUEUE),
      .INSTRUCTION_BITS(InstructionBits)
  ) store (
      .clk,
      .rst,
      .stop(stopping),
      .push(push_store),
      .instruction,
      .full(full_store),
      .token_from_previous(sums_there),
      .token_take_previous(sums_taken),
      .token_send_previous(drained_sent),
      .idle(idle_store),
      .begins(begin_store),
      .ends(end_store),
      .sum_at(store_at),
      .sum_data(store_data),
      .parameter_at,
      .parameter_data,
      .residual_at,
      .residual_data,
      .table_write(load_write && load_target == 3'd4),
      .table_write_at(load_at[INPUT_BITS-1:0]),
      .table_write_data(load_data[N*INPUT_BITS-1:0]),
      .aw_valid,
      .aw_ready,
      .aw_address,
      .aw_length,
      .w_valid,
      .w_ready,
      .w_data,
      .w_last,
      .b_valid,
      .b_response,
      .failed(failed[1]),
      .failed_at(store_failed_at),
      .b_ready
  );

  assign failed_at = failed[0] ? load_failed_at : store_failed_at;

  // address bits beyond the memories, and the unused bits of parameters
  logic unused;
  assign unused = ^{
    load_at, input_at, weight_at, residual_at, parameter_at, sum_read_at, sum_write_at, store_at, load_data
  };
endmodule
