// N x N weight-stationary PEs. A pixel's N channels enter together; row r sees its channel r cycles later, column c sees
// it c cycles later still. The sums of a pixel leave together, 2N - 1 cycles after its channels entered. Weight rows enter
// like pixels: row `weight_row` of the next tile, delayed by c cycles at column c.
//
// While `tapped` is set the first Taps rows are a transposed filter: each PE of column c sees channel c, and all of them the
// same pixel, so that the sum that begins with a pixel has its next pixel in the row below. It leaves when it would without.
// What delays row c's channel for column 0 delays column c's channel for its rows as well.
//
// Only the frame is that of the output-stationary array: what runs down and what leaves below differs.
module systole_array #(
    parameter int N = 8,
    parameter int X_BITS = 9,
    parameter int WEIGHT_BITS = 8,
    parameter int SUM_BITS = 32,
    localparam int RowBits = $clog2(N),
    localparam int Taps = N < 5 ? N : 5
) (
    input  logic                     clk,
    input  logic                     tapped,
    input  logic [     N*X_BITS-1:0] x,
    input  logic                     swap,
    input  logic                     load,
    input  logic [      RowBits-1:0] weight_row,
    input  logic [N*WEIGHT_BITS-1:0] weights,
    output logic [   N*SUM_BITS-1:0] sums
);
  // what runs right from PE to PE, and down: index [row][column], one more than there are PEs
  logic [X_BITS-1:0] right[0:N-1][0:N];
  logic swaps[0:N-1][0:N];
  logic [SUM_BITS-1:0] down[0:N][0:N-1];

  genvar r, c;
  generate
    for (r = 0; r < N; r = r + 1) begin : g_row_in
      systole_delay #(
          .WIDTH(X_BITS + 1),
          .DEPTH(r)
      ) skew (
          .clk,
          .in ({swap, x[r*X_BITS+:X_BITS]}),
          .out({swaps[r][0], right[r][0]})
      );
    end
    for (c = 0; c < N; c = c + 1) begin : g_column
      logic load_here;
      logic [RowBits-1:0] row_here;
      logic [WEIGHT_BITS-1:0] weight_here;

      systole_delay #(
          .WIDTH(1 + RowBits + WEIGHT_BITS),
          .DEPTH(c)
      ) weight_skew (
          .clk,
          .in ({load, weight_row, weights[c*WEIGHT_BITS+:WEIGHT_BITS]}),
          .out({load_here, row_here, weight_here})
      );
      assign down[0][c] = '0;
      for (r = 0; r < N; r = r + 1) begin : g_pe
        logic [X_BITS-1:0] x_here;
        if (r < Taps) begin : g_tap
          assign x_here = tapped ? right[c][0] : right[r][c];
        end else begin : g_row
          assign x_here = right[r][c];
        end

        systole_pe #(
            .X_BITS(X_BITS),
            .WEIGHT_BITS(WEIGHT_BITS),
            .SUM_BITS(SUM_BITS)
        ) pe (
            .clk,
            .x(x_here),
            .swap(swaps[r][c]),
            .load(load_here && row_here == RowBits'(r)),
            .weight(weight_here),
            .sum(down[r][c]),
            .x_out(right[r][c+1]),
            .swap_out(swaps[r][c+1]),
            .sum_out(down[r+1][c])
        );
      end
      systole_delay #(
          .WIDTH(SUM_BITS),
          .DEPTH(N - 1 - c)
      ) straighten (
          .clk,
          .in (down[N][c]),
          .out(sums[c*SUM_BITS+:SUM_BITS])
      );
    end
  endgenerate

  // what leaves the last column goes nowhere
  logic unused;
  always_comb begin
    unused = 1'b0;
    for (int i = 0; i < N; i++) unused = unused ^ swaps[i][N] ^ (^right[i][N]);
  end
endmodule
