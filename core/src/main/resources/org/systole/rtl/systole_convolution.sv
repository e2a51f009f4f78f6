// The command of Execute, whatever stays in the array: takes it, decodes it, computes in its set-up the distances that the
// address generators add up, and says which phase it is in. A command of no output blocks ends in its set-up.
// Load and Store begin alike: what is common to the three units is systole_command; fields and phases are each one's own.
// some outputs of the decoder are left open on purpose
// verilator lint_off PINCONNECTEMPTY
module systole_convolution #(
    parameter int QUEUE = 4,
    parameter int INSTRUCTION_BITS = 512
) (
    input logic clk,
    input logic rst,

    // dispatcher
    input  logic                        stop,
    input  logic                        push,
    input  logic [INSTRUCTION_BITS-1:0] instruction,
    output logic                        full,
    output logic                        idle,

    // tokens
    input  logic token_from_previous,
    input  logic token_from_next,
    output logic token_take_previous,
    output logic token_take_next,
    output logic token_send_previous,
    output logic token_send_next,

    // phases: set-up, then running until the last slot, then the array drains until the last sum is written
    output logic begins,
    output logic ends,
    output logic setup,
    output logic running,
    input  logic last_slot,
    input  logic finished,

    // fields of the command
    output logic [23:0] input_block,
    output logic [15:0] height,
    output logic [15:0] width,
    output logic [15:0] stride_y,
    output logic [15:0] stride_x,
    output logic [15:0] dilation_y,
    output logic [15:0] dilation_x,
    output logic [15:0] filter_y,
    output logic [15:0] filter_x,
    output logic [15:0] channel_blocks,
    output logic [15:0] output_blocks,
    output logic [15:0] output_y,
    output logic [15:0] output_x,
    output logic [23:0] weight_base,
    output logic [23:0] accumulator_base,
    output logic        accumulate,
    output logic [15:0] zero,
    output logic [15:0] extension,
    output logic        tapped,

    // the first tap of the first output: row, column and address; addresses are modulo 2^24
    output logic signed [23:0] first_y,
    output logic signed [23:0] first_x,
    output logic        [23:0] first_address,
    // from the end of the set-up on: words from an output to the one below, from a tap to the one below, from the channel
    // blocks of an output block to those of the next one
    output logic        [23:0] row_step,
    output logic        [23:0] tap_row_step,
    output logic        [23:0] block_jump
);
  typedef enum logic [1:0] {
    Idle,
    Setup,
    Run,
    Drain
  } state_t;
  state_t state;

  logic [INSTRUCTION_BITS-1:0] command;
  systole_command #(
      .DEPTH(QUEUE),
      .INSTRUCTION_BITS(INSTRUCTION_BITS)
  ) commands (
      .clk,
      .rst,
      .stop,
      .push,
      .instruction,
      .full,
      .token_from_previous,
      .token_from_next,
      .token_take_previous,
      .token_take_next,
      .free(state == Idle),
      .begins,
      .command,
      .idle
  );

  logic signal_previous, signal_next;
  logic [23:0] input_base;
  logic [15:0] origin_y, origin_x, block_step;
  systole_decode_execute decode (
      .instruction(command),
      .f_await_previous(),
      .f_await_next(),
      .f_signal_previous(signal_previous),
      .f_signal_next(signal_next),
      .f_input(input_base),
      .f_height(height),
      .f_width(width),
      .f_input_block(input_block),
      .f_origin_y(origin_y),
      .f_origin_x(origin_x),
      .f_stride_y(stride_y),
      .f_stride_x(stride_x),
      .f_dilation_y(dilation_y),
      .f_dilation_x(dilation_x),
      .f_filter_y(filter_y),
      .f_filter_x(filter_x),
      .f_channel_blocks(channel_blocks),
      .f_block_step(block_step),
      .f_output_blocks(output_blocks),
      .f_output_y(output_y),
      .f_output_x(output_x),
      .f_weight(weight_base),
      .f_accumulator(accumulator_base),
      .f_accumulate(accumulate),
      .f_zero(zero),
      .f_extension(extension),
      .f_tapped(tapped)
  );

  // ---- phases --------------------------------------------------------------------------------------------------------
  logic nothing;
  assign setup = state == Setup;
  assign running = state == Run;
  assign nothing = setup && output_blocks == 16'd0;
  assign ends = nothing || finished;
  assign token_send_previous = ends && signal_previous;
  assign token_send_next = ends && signal_next;

  always_ff @(posedge clk) begin
    if (rst) begin
      state <= Idle;
    end else begin
      case (state)
        Idle: if (begins) state <= Setup;
        Setup: state <= nothing ? Idle : Run;
        Run: if (last_slot) state <= Drain;
        default: if (finished) state <= Idle;
      endcase
    end
  end

  // ---- set-up --------------------------------------------------------------------------------------------------------
  assign first_y = {{8{origin_y[15]}}, origin_y};
  assign first_x = {{8{origin_x[15]}}, origin_x};
  assign first_address = input_base + first_y * {8'd0, width} + first_x;

  always_ff @(posedge clk) begin
    if (setup) begin
      row_step <= 24'(stride_y * {8'd0, width});
      tap_row_step <= 24'(dilation_y * {8'd0, width});
      block_jump <= 24'(block_step * input_block);
    end
  end
endmodule
