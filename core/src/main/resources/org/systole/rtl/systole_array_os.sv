// N x N output-stationary PEs: row r has an output pixel, column c an output channel. One pixel a cycle enters, N channels
// together, and is kept by its row, which hands its channels on one a cycle: since row r's pixel comes r cycles after that of
// row 0, the skew of a systolic array needs no delays. Weight words enter one a cycle, delayed by c cycles at column c. The
// sums of the rows leave one after the other, N channels together: those of row 0 come 2N cycles after its last weight word.
//
// While `tapped` is set each PE of column c sees channel c of the pixel that entered, all rows the same pixel: weight words go
// down a row a cycle, so that row r multiplies tap j with the pixel r + j of those that follow each other.
//
// Only the frame is that of the weight-stationary array: what runs down and what leaves below differs.
module systole_array #(
    parameter int N = 8,
    parameter int X_BITS = 9,
    parameter int WEIGHT_BITS = 8,
    parameter int SUM_BITS = 32,
    localparam int RowBits = $clog2(N)
) (
    input  logic                     clk,
    input  logic                     tapped,
    input  logic [      RowBits-1:0] row,
    input  logic [     N*X_BITS-1:0] x,
    input  logic                     first,
    input  logic                     last,
    input  logic [N*WEIGHT_BITS-1:0] weights,
    output logic [   N*SUM_BITS-1:0] sums
);
  // what runs right from PE to PE, and down: index [row][column], one more than there are PEs
  logic [X_BITS-1:0] right[0:N-1][0:N];
  logic [WEIGHT_BITS-1:0] down[0:N][0:N-1];
  logic firsts[0:N][0:N-1], lasts[0:N][0:N-1], inserts[0:N][0:N-1];
  logic [SUM_BITS-1:0] drain[0:N][0:N-1];

  genvar r, c;
  generate
    for (r = 0; r < N; r = r + 1) begin : g_row_in
      logic [N*X_BITS-1:0] channels;
      always_ff @(posedge clk) channels <= row == RowBits'(r) ? x : channels >> X_BITS;
      assign right[r][0] = channels[X_BITS-1:0];
    end
    for (c = 0; c < N; c = c + 1) begin : g_column
      systole_delay #(
          .WIDTH(2 + WEIGHT_BITS),
          .DEPTH(c)
      ) weight_skew (
          .clk,
          .in ({first, last, weights[c*WEIGHT_BITS+:WEIGHT_BITS]}),
          .out({firsts[0][c], lasts[0][c], down[0][c]})
      );
      logic [X_BITS-1:0] x_column;
      systole_delay #(
          .WIDTH(X_BITS),
          .DEPTH(c + 1)
      ) x_skew (
          .clk,
          .in (x[c*X_BITS+:X_BITS]),
          .out(x_column)
      );
      // row 0 puts its sum into the chain in the cycle after it is finished
      assign inserts[0][c] = lasts[1][c];
      assign drain[0][c]   = '0;
      for (r = 0; r < N; r = r + 1) begin : g_pe
        systole_pe #(
            .X_BITS(X_BITS),
            .WEIGHT_BITS(WEIGHT_BITS),
            .SUM_BITS(SUM_BITS)
        ) pe (
            .clk,
            .x(tapped ? x_column : right[r][c]),
            .weight(down[r][c]),
            .first(firsts[r][c]),
            .last(lasts[r][c]),
            .insert(inserts[r][c]),
            .drain(drain[r][c]),
            .x_out(right[r][c+1]),
            .weight_out(down[r+1][c]),
            .first_out(firsts[r+1][c]),
            .last_out(lasts[r+1][c]),
            .insert_out(inserts[r+1][c]),
            .drain_out(drain[r+1][c])
        );
      end
      systole_delay #(
          .WIDTH(SUM_BITS),
          .DEPTH(N - 1 - c)
      ) straighten (
          .clk,
          .in (drain[N][c]),
          .out(sums[c*SUM_BITS+:SUM_BITS])
      );
    end
  endgenerate

  // what leaves the last column and the last row goes nowhere
  logic unused;
  always_comb begin
    unused = 1'b0;
    for (int i = 0; i < N; i++)
    unused = unused ^ (^right[i][N]) ^ (^down[N][i]) ^ firsts[N][i] ^ lasts[N][i] ^ inserts[N][i];
  end
endmodule
