// The seam between DMA and scratchpad: numbers that lie in DRAM as sign and magnitude become two's complement. Two registers
// hold beats, so that none is lost and none waits without need; a beat takes a cycle longer. A beat holds whole numbers.
module systole_seam_stream #(
    parameter int BUS_BITS = 64,
    parameter int INPUT_BITS = 8,
    parameter int WEIGHT_BITS = 8
) (
    input  logic                clk,
    input  logic                rst,
    // of the load that runs: its extension, and where its beats go: 0 input, 1 weight, 2 parameter, 3 residual, 4 table,
    // 5 extension
    input  logic [        15:0] extension,
    input  logic [         2:0] target,
    // beats
    input  logic                in_valid,
    output logic                in_ready,
    input  logic [BUS_BITS-1:0] in_data,
    output logic                out_valid,
    input  logic                out_ready,
    output logic [BUS_BITS-1:0] out_data
);
  logic [BUS_BITS-1:0] inputs, weights, converted;

  genvar i;
  generate
    for (i = 0; i < BUS_BITS / INPUT_BITS; i = i + 1) begin : g_input
      logic [INPUT_BITS-1:0] number, magnitude;
      assign number = in_data[i*INPUT_BITS+:INPUT_BITS];
      assign magnitude = {1'b0, number[INPUT_BITS-2:0]};
      assign inputs[i*INPUT_BITS+:INPUT_BITS] = number[INPUT_BITS-1] ? -magnitude : magnitude;
    end
    for (i = 0; i < BUS_BITS / WEIGHT_BITS; i = i + 1) begin : g_weight
      logic [WEIGHT_BITS-1:0] number, magnitude;
      assign number = in_data[i*WEIGHT_BITS+:WEIGHT_BITS];
      assign magnitude = {1'b0, number[WEIGHT_BITS-2:0]};
      assign weights[i*WEIGHT_BITS+:WEIGHT_BITS] = number[WEIGHT_BITS-1] ? -magnitude : magnitude;
    end
  endgenerate

  always_comb begin
    converted = in_data;
    if (extension != 16'd0)
      case (target)
        3'd0, 3'd3, 3'd4: converted = inputs;
        3'd1: converted = weights;
        default: converted = in_data;
      endcase
  end

  logic full, empty;
  systole_fifo #(
      .WIDTH(BUS_BITS),
      .DEPTH(2)
  ) registers (
      .clk,
      .rst,
      .push(in_valid && in_ready),
      .push_data(converted),
      .full,
      .pop(out_valid && out_ready),
      .head(out_data),
      .empty
  );
  assign in_ready  = !full;
  assign out_valid = !empty;
endmodule
