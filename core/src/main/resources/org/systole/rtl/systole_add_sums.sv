// Accumulate on write: a word that is read from the accumulator memory is written a cycle later with the array's sums added to
// it, or with the sums alone if it is fresh.
module systole_add_sums #(
    parameter int N = 8,
    parameter int SUM_BITS = 32
) (
    input logic clk,
    input logic rst,

    // a word, in the cycle of its read
    input logic        read,
    input logic [23:0] read_at,
    input logic        read_fresh,
    input logic        read_last,

    // in the cycle after: what the memory and the array give, and what is written
    input  logic [N*SUM_BITS-1:0] read_data,
    input  logic [N*SUM_BITS-1:0] sums,
    output logic                  write,
    output logic [          23:0] write_at,
    output logic [N*SUM_BITS-1:0] write_data,
    output logic                  write_last
);
  logic fresh;

  always_ff @(posedge clk) begin
    fresh    <= read_fresh;
    write_at <= read_at;
    if (rst) begin
      write      <= 1'b0;
      write_last <= 1'b0;
    end else begin
      write      <= read;
      write_last <= read_last;
    end
  end

  genvar lane;
  generate
    for (lane = 0; lane < N; lane = lane + 1) begin : g_lane
      assign write_data[lane*SUM_BITS+:SUM_BITS] = sums[lane*SUM_BITS+:SUM_BITS] +
          (fresh ? '0 : read_data[lane*SUM_BITS+:SUM_BITS]);
    end
  endgenerate
endmodule
