// Walks over the AXI4 bursts of a strided copy: `planes` times `rows` runs of `beats` beats. A run is cut into bursts of
// at most MAX_BEATS beats that never cross a 4 KiB boundary. The first burst shows in the cycle after `start`.
module systole_bursts #(
    parameter int BEAT_BYTES = 8,
    parameter int MAX_BEATS  = 16
) (
    input  logic        clk,
    input  logic        rst,
    input  logic        start,
    input  logic [39:0] base,
    input  logic [31:0] beats,
    input  logic [15:0] rows,
    input  logic [31:0] row_step,
    input  logic [15:0] planes,
    input  logic [31:0] plane_step,
    output logic        valid,
    output logic [39:0] address,
    output logic [ 8:0] length,
    output logic        last,
    input  logic        next
);
  localparam int Shift = $clog2(BEAT_BYTES);

  logic [39:0] row_base, plane_base, row_next, plane_next;
  logic [31:0] left;
  logic [15:0] row, plane;
  logic [12:0] page_beats;
  logic run_last, row_last, plane_last;

  // beats up to the next 4 KiB boundary
  assign page_beats = (13'd4096 - {1'b0, address[11:0]}) >> Shift;
  assign row_next   = row_base + {8'd0, row_step};
  assign plane_next = plane_base + {8'd0, plane_step};

  always_comb begin
    length = 9'(MAX_BEATS);
    if (page_beats < 13'(MAX_BEATS)) length = page_beats[8:0];
    if (left < {23'd0, length}) length = left[8:0];
  end

  assign run_last   = left == {23'd0, length};
  assign row_last   = row == rows - 16'd1;
  assign plane_last = plane == planes - 16'd1;
  assign last       = run_last && row_last && plane_last;

  always_ff @(posedge clk) begin
    if (rst) begin
      valid <= 1'b0;
    end else if (start) begin
      valid      <= 1'b1;
      address    <= base;
      row_base   <= base;
      plane_base <= base;
      left       <= beats;
      row        <= '0;
      plane      <= '0;
    end else if (next) begin
      if (!run_last) begin
        address <= address + ({31'd0, length} << Shift);
        left    <= left - {23'd0, length};
      end else begin
        left <= beats;
        if (!row_last) begin
          row      <= row + 16'd1;
          row_base <= row_next;
          address  <= row_next;
        end else begin
          row        <= '0;
          plane      <= plane + 16'd1;
          plane_base <= plane_next;
          row_base   <= plane_next;
          address    <= plane_next;
          if (plane_last) valid <= 1'b0;
        end
      end
    end
  end
endmodule
