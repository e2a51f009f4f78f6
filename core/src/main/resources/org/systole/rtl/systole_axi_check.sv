// Checks what a core does on its AXI4 and AXI4-Lite ports, in every co-simulation: bound to systole_top, no part of the
// hardware. Section numbers are those of the AMBA AXI protocol specification (ARM IHI 0022, issue H).
module systole_axi_check #(
    parameter int BUS_BITS = 64,
    parameter int BURST_BEATS = 16,
    parameter int OUTSTANDING = 8
) (
    input logic                  clk,
    input logic                  rst,
    input logic                  running,
    input logic                  fetching,
    input logic [          39:0] m_axi_araddr,
    input logic [           7:0] m_axi_arlen,
    input logic [           2:0] m_axi_arsize,
    input logic [           1:0] m_axi_arburst,
    input logic                  m_axi_arvalid,
    input logic                  m_axi_arready,
    input logic                  m_axi_rlast,
    input logic                  m_axi_rvalid,
    input logic                  m_axi_rready,
    input logic [          39:0] m_axi_awaddr,
    input logic [           7:0] m_axi_awlen,
    input logic [           2:0] m_axi_awsize,
    input logic [           1:0] m_axi_awburst,
    input logic                  m_axi_awvalid,
    input logic                  m_axi_awready,
    input logic [  BUS_BITS-1:0] m_axi_wdata,
    input logic [BUS_BITS/8-1:0] m_axi_wstrb,
    input logic                  m_axi_wlast,
    input logic                  m_axi_wvalid,
    input logic                  m_axi_wready,
    input logic                  m_axi_bvalid,
    input logic                  m_axi_bready,
    input logic [           1:0] s_axi_bresp,
    input logic                  s_axi_bvalid,
    input logic                  s_axi_bready,
    input logic [          31:0] s_axi_rdata,
    input logic [           1:0] s_axi_rresp,
    input logic                  s_axi_rvalid,
    input logic                  s_axi_rready
);
  localparam int Bytes = BUS_BITS / 8;
  localparam int Size = $clog2(Bytes);

  // what the test bench looks for
  function automatic void fault(string what);
    $display("fault: AXI: %s", what);
    $finish;
  endfunction

  // ---- a channel that is valid stays as it is until it is taken (A3.2.1) ---------------------------------------------
  ar_stable :
  assert property (@(posedge clk) disable iff (rst) m_axi_arvalid && !m_axi_arready |=>
                   m_axi_arvalid && $stable({m_axi_araddr, m_axi_arlen, m_axi_arsize, m_axi_arburst}))
  else fault("a read address changed before it was taken");

  aw_stable :
  assert property (@(posedge clk) disable iff (rst) m_axi_awvalid && !m_axi_awready |=>
                   m_axi_awvalid && $stable({m_axi_awaddr, m_axi_awlen, m_axi_awsize, m_axi_awburst}))
  else fault("a write address changed before it was taken");

  w_stable :
  assert property (@(posedge clk) disable iff (rst) m_axi_wvalid && !m_axi_wready |=>
                   m_axi_wvalid && $stable({m_axi_wdata, m_axi_wstrb, m_axi_wlast}))
  else fault("write data changed before it was taken");

  lite_b_stable :
  assert property (@(posedge clk) disable iff (rst) s_axi_bvalid && !s_axi_bready |=>
                   s_axi_bvalid && $stable(s_axi_bresp))
  else fault("the answer to a write of a register changed before it was taken");

  lite_r_stable :
  assert property (@(posedge clk) disable iff (rst) s_axi_rvalid && !s_axi_rready |=>
                   s_axi_rvalid && $stable({s_axi_rdata, s_axi_rresp}))
  else fault("what a register says changed before it was taken");

  // ---- reset: nothing is valid in the cycle after it (A3.1.2) --------------------------------------------------------
  quiet_after_reset :
  assert property (@(posedge clk) rst |=>
                   !m_axi_arvalid && !m_axi_awvalid && !m_axi_wvalid && !s_axi_bvalid && !s_axi_rvalid)
  else fault("a channel is valid in the cycle after a reset");

  // ---- bursts: incrementing, of whole and aligned beats, not too long, within 4 KiB (A3.4.1) -------------------------
  function automatic logic fine(input logic [39:0] address, input logic [7:0] length, input logic [2:0] size,
                                input logic [1:0] burst);
    logic [13:0] bytes;
    bytes = ({6'd0, length} + 14'd1) << Size;
    return burst == 2'b01 && size == 3'(Size) && address % 40'(Bytes) == 40'd0 && length < BURST_BEATS &&
        {2'd0, address[11:0]} + bytes <= 14'd4096;
  endfunction

  ar_fine :
  assert property (@(posedge clk) disable iff (rst) m_axi_arvalid |->
                   fine(m_axi_araddr, m_axi_arlen, m_axi_arsize, m_axi_arburst))
  else fault("a read burst is not aligned, too long, or crosses 4 KiB");

  aw_fine :
  assert property (@(posedge clk) disable iff (rst) m_axi_awvalid |->
                   fine(m_axi_awaddr, m_axi_awlen, m_axi_awsize, m_axi_awburst))
  else fault("a write burst is not aligned, too long, or crosses 4 KiB");

  full_beats :
  assert property (@(posedge clk) disable iff (rst) m_axi_wvalid |-> &m_axi_wstrb)
  else fault("a beat is written in part");

  // ---- bookkeeping: bursts that are open -----------------------------------------------------------------------------
  logic ar_taken, aw_taken, w_taken;
  int reads, writes, answers;
  // lengths of the write bursts whose data is still to come
  logic [7:0] lengths[0:15];
  logic [3:0] first, behind;
  logic [7:0] beat, last_beat;
  assign last_beat = lengths[first];
  assign ar_taken = m_axi_arvalid && m_axi_arready;
  assign aw_taken = m_axi_awvalid && m_axi_awready;
  assign w_taken  = m_axi_wvalid && m_axi_wready;

  always_ff @(posedge clk) begin
    if (rst) begin
      {reads, writes, answers} <= '0;
      {first, behind, beat} <= '0;
    end else begin
      reads   <= reads + 32'(ar_taken) - 32'(m_axi_rvalid && m_axi_rready && m_axi_rlast);
      writes  <= writes + 32'(aw_taken) - 32'(w_taken && m_axi_wlast);
      answers <= answers + 32'(w_taken && m_axi_wlast) - 32'(m_axi_bvalid && m_axi_bready);
      if (aw_taken) begin
        lengths[behind] <= m_axi_awlen;
        behind <= behind + 4'd1;
      end
      if (w_taken) begin
        beat <= m_axi_wlast ? '0 : beat + 8'd1;
        if (m_axi_wlast) first <= first + 4'd1;
      end
    end
  end

  last_marked :
  assert property (@(posedge clk) disable iff (rst) m_axi_wvalid && writes > 0 |->
                   m_axi_wlast == (beat == last_beat))
  else fault("the last beat of a write burst is not marked, or another one is");

  address_first :
  assert property (@(posedge clk) disable iff (rst) m_axi_wvalid |-> writes > 0)
  else fault("write data comes before its address");

  // ---- promises of this core -----------------------------------------------------------------------------------------
  few_reads :
  assert property (@(posedge clk) disable iff (rst) running |-> reads <= OUTSTANDING)
  else fault("more read bursts are open than the core may have");

  quiet_when_idle :
  assert property (@(posedge clk) disable iff (rst) !running && !fetching |->
                   !m_axi_arvalid && !m_axi_awvalid && !m_axi_wvalid && reads == 0 && writes == 0 && answers == 0)
  else fault("a burst is open although nothing runs");

  asked_for :
  assert property (@(posedge clk) disable iff (rst) m_axi_rvalid |-> reads > 0)
  else fault("the memory answers what was not asked");
endmodule
