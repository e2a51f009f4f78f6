// The seam between DMA and scratchpad: beats pass through.
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
  // how many bits an element has does not matter here
  logic unused;
  assign unused = ^{clk, rst, extension, target, 1'(INPUT_BITS), 1'(WEIGHT_BITS)};

  assign in_ready  = out_ready;
  assign out_valid = in_valid;
  assign out_data  = in_data;
endmodule
