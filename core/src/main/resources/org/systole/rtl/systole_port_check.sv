// Checks the ports of the accumulator memory in every co-simulation: bound to systole_core, no part of the hardware. Every memory
// of the core has one read and one write port. Of all others each port has one user, load for writing and execute or store
// for reading, so that nothing can meet there; a half of the accumulator memory is read by execute and by store, which the
// program's tokens keep apart.
module systole_port_check (
    input logic clk,
    input logic rst,
    input logic execute_read,
    input logic execute_read_half,
    input logic execute_write,
    input logic execute_write_half,
    input logic store_read,
    input logic store_read_half
);
  // what the test bench looks for
  function automatic void fault(string what);
    $display("fault: %s", what);
    $finish;
  endfunction

  one_read :
  assert property (@(posedge clk) disable iff (rst)
                   !(execute_read && store_read && execute_read_half == store_read_half))
  else fault("execute and store read one half of the accumulator memory in one cycle");

  finished_sums :
  assert property (@(posedge clk) disable iff (rst)
                   !(execute_write && store_read && execute_write_half == store_read_half))
  else fault("execute writes the half of the accumulator memory that store reads");
endmodule
