// Control: the registers behind the AXI4-Lite port, the fetch of the program from DRAM, and counters of activity.
//
// A start fetches PROGRAM_LENGTH instructions by AXI4 read bursts into the core's instruction memory, then starts the core.
// The core is idle meanwhile, so the read channel is free. The first error after a start is kept; it stops the core, and so
// does the host. A fetch that meets either is run to its end, but nothing is started then.
// one output of the walk over bursts is left open on purpose
// verilator lint_off PINCONNECTEMPTY
module systole_control #(
    parameter int N = 8,
    parameter bit OUTPUT_STATIONARY = 1'b0,
    parameter int INPUT_BITS = 8,
    parameter int WEIGHT_BITS = 8,
    parameter int BUS_BITS = 64,
    parameter int BURST_BEATS = 16,
    parameter int INSTRUCTIONS = 256,
    parameter int ISA_VERSION = 2,
    parameter int ADDRESS_BITS = 7,
    localparam int InstructionBits = 512,
    localparam int ProgramBits = INSTRUCTIONS > 1 ? $clog2(INSTRUCTIONS) : 1
) (
    input logic clk,
    input logic rst,

    // AXI4-Lite slave
    input  logic [ADDRESS_BITS-1:0] s_axi_awaddr,
    input  logic                    s_axi_awvalid,
    output logic                    s_axi_awready,
    input  logic [            31:0] s_axi_wdata,
    input  logic [             3:0] s_axi_wstrb,
    input  logic                    s_axi_wvalid,
    output logic                    s_axi_wready,
    output logic [             1:0] s_axi_bresp,
    output logic                    s_axi_bvalid,
    input  logic                    s_axi_bready,
    input  logic [ADDRESS_BITS-1:0] s_axi_araddr,
    input  logic                    s_axi_arvalid,
    output logic                    s_axi_arready,
    output logic [            31:0] s_axi_rdata,
    output logic [             1:0] s_axi_rresp,
    output logic                    s_axi_rvalid,
    input  logic                    s_axi_rready,
    output logic                    irq,

    // the core
    output logic                       start,
    output logic                       stop,
    input  logic                       running,
    input  logic                       done,
    input  logic                       core_stopped,
    input  logic [                1:0] failed,
    input  logic [               39:0] failed_at,
    input  logic [                1:0] r_response,
    input  logic [                1:0] b_response,
    input  logic [               63:0] cycles,
    input  logic [                5:0] events,
    input  logic                       beat_read,
    input  logic                       beat_written,
    output logic                       fill,
    output logic [    ProgramBits-1:0] fill_at,
    output logic [InstructionBits-1:0] fill_data,

    // AXI4 read, while `fetching`
    output logic                fetching,
    output logic                ar_valid,
    input  logic                ar_ready,
    output logic [        39:0] ar_address,
    output logic [         7:0] ar_length,
    input  logic                r_valid,
    input  logic [BUS_BITS-1:0] r_data
);
  localparam int BusBytes = BUS_BITS / 8;
  localparam int Beats = InstructionBits / BUS_BITS;
  localparam int BeatBits = $clog2(Beats) + 1;

  // ---- registers -----------------------------------------------------------------------------------------------------
  logic [2:0] pressed;
  logic enable, refused, stopped, error;
  logic [4:0] error_cause;
  logic [39:0] error_at;
  logic [31:0] program_low, program_length;
  logic [7:0] program_high;
  logic [63:0] load_cycles, execute_cycles, store_cycles, beats_read, beats_written;

  systole_registers registers (
      .clk,
      .rst,
      .s_axi_awaddr,
      .s_axi_awvalid,
      .s_axi_awready,
      .s_axi_wdata,
      .s_axi_wstrb,
      .s_axi_wvalid,
      .s_axi_wready,
      .s_axi_bresp,
      .s_axi_bvalid,
      .s_axi_bready,
      .s_axi_araddr,
      .s_axi_arvalid,
      .s_axi_arready,
      .s_axi_rdata,
      .s_axi_rresp,
      .s_axi_rvalid,
      .s_axi_rready,
      .v_id(32'h53595354),
      .v_core({OUTPUT_STATIONARY, 5'(WEIGHT_BITS), 5'(INPUT_BITS), 8'(N), 8'(ISA_VERSION)}),
      .v_capacity(32'(INSTRUCTIONS)),
      .p_control(pressed),
      .v_status({stopped, error, refused, finished, running || start, fetching}),
      .r_interrupt(enable),
      .r_program_low(program_low),
      .r_program_high(program_high),
      .r_program_length(program_length),
      .v_cycles_low(cycles[31:0]),
      .v_cycles_high(cycles[63:32]),
      .v_load_low(load_cycles[31:0]),
      .v_load_high(load_cycles[63:32]),
      .v_execute_low(execute_cycles[31:0]),
      .v_execute_high(execute_cycles[63:32]),
      .v_store_low(store_cycles[31:0]),
      .v_store_high(store_cycles[63:32]),
      .v_read_low(beats_read[31:0]),
      .v_read_high(beats_read[63:32]),
      .v_written_low(beats_written[31:0]),
      .v_written_high(beats_written[63:32]),
      .v_error(error_cause),
      .v_error_low(error_at[31:0]),
      .v_error_high(error_at[39:32])
  );

  // how it ended
  logic finished, fetch_stopped;
  assign finished = done && !fetching && !start && !fetch_stopped;
  assign stopped = (core_stopped || fetch_stopped) && !fetching && !start;
  assign irq = (finished || stopped) && enable;

  // ---- start ---------------------------------------------------------------------------------------------------------
  logic busy, legal, begin_fetch, begin_again, fetched, loaded, fetch_void;
  assign busy = fetching || running || start;
  assign legal = program_low[5:0] == 6'd0 && program_length != 32'd0 && program_length <= 32'(INSTRUCTIONS);
  assign begin_fetch = pressed[0] && !busy && legal;
  assign begin_again = pressed[1:0] == 2'b10 && !busy && loaded;
  assign stop = pressed[2];

  always_ff @(posedge clk) begin
    if (rst) begin
      start   <= 1'b0;
      refused <= 1'b0;
      loaded  <= 1'b0;
      fetch_void <= 1'b0;
      fetch_stopped <= 1'b0;
    end else begin
      start <= (fetched && !fetch_void && !stop) || begin_again;
      if (fetched) begin
        loaded <= !fetch_void;
        fetch_stopped <= fetch_void || stop;
      end
      if (pressed[1:0] != 2'b00) refused <= busy || (pressed[0] ? !legal : !loaded);
      if (begin_fetch || begin_again) begin
        fetch_void <= 1'b0;
        fetch_stopped <= 1'b0;
      end else if (fetching && (stop || fetch_failed)) begin
        fetch_void <= 1'b1;
      end
    end
  end

  // ---- errors --------------------------------------------------------------------------------------------------------
  logic fetch_failed;
  logic [39:0] fetching_at;
  assign fetch_failed = fetching && r_valid && r_response[1];
  // the instruction that comes in
  assign fetching_at = {program_high, program_low} + {2'd0, program_length - left, 6'd0};

  always_ff @(posedge clk) begin
    if (rst || begin_fetch || begin_again) begin
      error <= 1'b0;
      error_cause <= '0;
      error_at <= '0;
    end else if (!error && (fetch_failed || failed != 2'b00)) begin
      error <= 1'b1;
      error_cause <= {failed, fetch_failed, failed == 2'b10 ? b_response : r_response};
      error_at <= fetch_failed ? fetching_at : failed_at;
    end
  end

  // ---- fetch ---------------------------------------------------------------------------------------------------------
  logic [8:0] burst_length;
  logic bursts_valid, request, beat_last;
  logic [BeatBits-1:0] beat;
  logic [InstructionBits-1:0] pack;
  logic [31:0] left;

  systole_bursts #(
      .BEAT_BYTES(BusBytes),
      .MAX_BEATS (BURST_BEATS)
  ) bursts (
      .clk,
      .rst,
      .start(begin_fetch),
      .base({program_high, program_low}),
      .beats(program_length * Beats),
      .rows(16'd1),
      .row_step('0),
      .planes(16'd1),
      .plane_step('0),
      .valid(bursts_valid),
      .address(ar_address),
      .length(burst_length),
      .last(),
      .next(request)
  );

  assign ar_valid  = fetching && bursts_valid;
  assign ar_length = 8'(burst_length - 9'd1);
  assign request   = ar_valid && ar_ready;
  assign beat_last = beat == BeatBits'(Beats - 1);
  assign fetched   = fill && left == 32'd0;
  assign fill_data = pack;

  always_ff @(posedge clk) begin
    // beats enter at the top and move down until the instruction is complete
    if (fetching && r_valid) pack <= InstructionBits'({r_data, pack} >> BUS_BITS);
    if (rst) begin
      fetching <= 1'b0;
      fill     <= 1'b0;
    end else begin
      fill <= fetching && r_valid && beat_last;
      if (begin_fetch) begin
        fetching <= 1'b1;
        beat     <= '0;
        fill_at  <= '0;
        left     <= program_length;
      end else begin
        if (fetching && r_valid) begin
          beat <= beat_last ? '0 : beat + 1'b1;
          if (beat_last) left <= left - 32'd1;
        end
        if (fill) fill_at <= fill_at + 1'b1;
        if (fetched) fetching <= 1'b0;
      end
    end
  end

  // ---- activity ------------------------------------------------------------------------------------------------------
  logic [2:0] begins, ends, begun, busy_units;
  assign begins = {events[4], events[2], events[0]};
  assign ends   = {events[5], events[3], events[1]};
  assign busy_units = begins | begun;

  always_ff @(posedge clk) begin
    if (rst || start) begin
      begun <= '0;
      load_cycles <= '0;
      execute_cycles <= '0;
      store_cycles <= '0;
      beats_read <= '0;
      beats_written <= '0;
    end else begin
      begun <= busy_units & ~ends;
      load_cycles <= load_cycles + 64'(busy_units[0]);
      execute_cycles <= execute_cycles + 64'(busy_units[1]);
      store_cycles <= store_cycles + 64'(busy_units[2]);
      beats_read <= beats_read + 64'(beat_read);
      beats_written <= beats_written + 64'(beat_written);
    end
  end
endmodule
