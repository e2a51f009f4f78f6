// Test bench of the generated core: puts the program behind the DRAM's content, starts it by the control registers, plays the
// DRAM, and writes what the DRAM holds at the end and what the counters say.
//
// The DRAM: a read burst's first beat comes `latency` cycles after its address or right behind the burst before it; one
// beat a cycle, in order. Writes are taken at one beat a cycle; a response comes `latency` cycles after the last beat.
// Both come later when the burst's row is not open: opening it takes cycles, and so does closing another row of its bank
// behind the bank's last burst. A cycle without an open burst closes all rows. Reads and writes have rows of their own.
// With a seed other than 0 every channel pauses at random; then only results are meaningful, not cycles.
//
// With EXERCISE other than 0 the program then runs again and again: with answers that are errors, stopped, reset in its middle,
// started while it runs; each time the core must say so, leave the bus in order, and then run the program as if nothing had
// been.
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <deque>
#include <vector>

#include "Vsystole_top.h"
#include "systole_registers.h"
#include "verilated.h"

// the driver that ships with the core, over the bus of this bench
static uint32_t read_register(volatile void *bench, unsigned offset);
static void write_register(volatile void *bench, unsigned offset, uint32_t value);
#define SYSTOLE_READ(base, offset) read_register(base, offset)
#define SYSTOLE_WRITE(base, offset, value) write_register(base, offset, value)
#include "systole_driver.h"

// which of the planted faults shows; 0 for none. Only hardware that tests have broken on purpose asks for it.
int fault_number = 0;
int systole_fault() { return fault_number; }

namespace {
/** What the rows of the DRAM are: bytes of one, banks, cycles to open one and to close one. */
struct RowTimes {
  unsigned bytes, banks, open, close;
};

struct Burst {
  uint64_t address;
  unsigned beats;
  uint64_t taken;
  // what its row costs, and whether another row of its bank must be closed before
  unsigned cost;
  bool conflict;
};

/** The open rows of the read or of the write channel. */
class Rows {
 public:
  explicit Rows(const RowTimes &times) : times(times), open(times.banks, none), done(times.banks, 0) {}

  /** Opens the row of a burst; bursts are served in this order. */
  void take(Burst &burst) {
    const uint64_t row = burst.address / times.bytes;
    uint64_t &there = open[row % times.banks];
    burst.conflict = there != row && there != none;
    burst.cost = (there != row ? times.open : 0) + (burst.conflict ? times.close : 0);
    there = row;
  }

  /** When a burst can be served that could be at `hit` if its row were open. */
  uint64_t ready(const Burst &burst, uint64_t hit) const {
    const uint64_t last = done[bank(burst)] + 1;
    return (burst.conflict && last > hit ? last : hit) + burst.cost;
  }

  void finish(const Burst &burst, uint64_t when) { done[bank(burst)] = when; }
  void close() { open.assign(times.banks, none); }

 private:
  static constexpr uint64_t none = ~0ull;
  unsigned bank(const Burst &burst) const { return burst.address / times.bytes % times.banks; }
  const RowTimes times;
  std::vector<uint64_t> open, done;
};

uint64_t random_state;
bool pauses() {
  if (!random_state) return false;
  random_state ^= random_state << 13;
  random_state ^= random_state >> 7;
  random_state ^= random_state << 17;
  return (random_state >> 20 & 3) == 0;
}

std::vector<uint8_t> read_file(const char *name) {
  std::FILE *file = std::fopen(name, "rb");
  if (!file) {
    std::fprintf(stderr, "cannot read %s\n", name);
    std::exit(2);
  }
  std::vector<uint8_t> bytes;
  uint8_t part[65536];
  for (size_t got; (got = std::fread(part, 1, sizeof part, file)) > 0;) bytes.insert(bytes.end(), part, part + got);
  std::fclose(file);
  return bytes;
}
}  // namespace

namespace {
/** The core, its DRAM, and a master of its control registers. */
class Bench {
 public:
  Bench(VerilatedContext *context, std::vector<uint8_t> memory, unsigned bus, uint64_t latency, const RowTimes &rows,
        uint64_t most, std::FILE *events)
      : dram(std::move(memory)),
        context(context),
        top(context),
        bus(bus),
        latency(latency),
        most(most),
        events(events),
        read_rows(rows),
        write_rows(rows) {
    top.clk = 0;
    reset();
  }

  /** Resets the core; the DRAM forgets what it was asked. */
  void reset() {
    reads.clear();
    writes.clear();
    responses.clear();
    read_rows.close();
    write_rows.close();
    answered.clear();
    read_fails = write_fails = 0;
    read_beat = write_beat = 0;
    read_valid = response_valid = false;
    top.s_axi_awvalid = top.s_axi_wvalid = top.s_axi_arvalid = top.s_axi_bready = top.s_axi_rready = 0;
    top.m_axi_arready = top.m_axi_awready = top.m_axi_wready = top.m_axi_rvalid = top.m_axi_bvalid = 0;
    top.rst = 1;
    top.eval();
    tick();
    tick();
    top.rst = 0;
    ran = 0;
  }

  /** Writes a control register; returns whether the core took it. */
  bool write(unsigned offset, uint32_t value) {
    top.s_axi_awaddr = offset;
    top.s_axi_wdata = value;
    top.s_axi_wstrb = 15;
    bool address = false, data = false;
    while (!address || !data) {
      // once valid, a channel stays valid until it is taken
      top.s_axi_awvalid = !address && (top.s_axi_awvalid || !pauses());
      top.s_axi_wvalid = !data && (top.s_axi_wvalid || !pauses());
      begin();
      const bool takes_address = top.s_axi_awvalid && top.s_axi_awready, takes_data = top.s_axi_wvalid && top.s_axi_wready;
      end();
      address |= takes_address;
      data |= takes_data;
      if (address) top.s_axi_awvalid = 0;
      if (data) top.s_axi_wvalid = 0;
    }
    for (;;) {
      top.s_axi_bready = !pauses();
      begin();
      const bool answered = top.s_axi_bvalid && top.s_axi_bready, taken = top.s_axi_bresp == 0;
      end();
      if (!answered) continue;
      top.s_axi_bready = 0;
      return taken;
    }
  }

  /** Reads a control register; says whether the core took it. */
  uint32_t read(unsigned offset, bool &fine) {
    top.s_axi_araddr = offset;
    for (bool taken = false; !taken;) {
      top.s_axi_arvalid = top.s_axi_arvalid || !pauses();
      begin();
      taken = top.s_axi_arvalid && top.s_axi_arready;
      end();
    }
    top.s_axi_arvalid = 0;
    for (;;) {
      top.s_axi_rready = !pauses();
      begin();
      const bool answered = top.s_axi_rvalid && top.s_axi_rready;
      const uint32_t value = top.s_axi_rdata;
      fine = top.s_axi_rresp == 0;
      end();
      if (!answered) continue;
      top.s_axi_rready = 0;
      return value;
    }
  }

  /** Reads a control register that is there. */
  uint32_t read(unsigned offset) {
    bool fine;
    const uint32_t value = read(offset, fine);
    if (!fine) fault("a read of register %llu got an error", offset);
    return value;
  }

  /** Reads two registers as one number. */
  uint64_t read_long(unsigned offset) { return read(offset) | (uint64_t)read(offset + 4) << 32; }

  /** Waits until the interrupt comes. */
  void wait() {
    while (!top.irq) wait(1);
  }

  /** Waits some cycles. */
  void wait(uint64_t cycles) {
    for (; cycles; cycles--) {
      begin();
      end();
    }
  }

  /** From now on the cycles of a program are counted anew, and its events written or not. */
  void count(std::FILE *file) {
    ran = 0;
    events = file;
  }

  /** Lets one of the next beats that are read, or of the next answers to writes, come with an error. */
  void fail(bool write, uint64_t after, unsigned code) {
    (write ? write_fails : read_fails) = after + 1;
    response = code;
  }

  /** Returns the address of the burst that met the error, and the beat in it. */
  uint64_t failed_at = 0, failed_beat = 0;

  std::vector<uint8_t> dram;

 private:
  friend void probe(Bench &);
  friend class Exercise;
  [[noreturn]] static void fault(const char *what, unsigned long long number) {
    std::printf("fault: ");
    std::printf(what, number);
    std::printf("\n");
    std::exit(1);
  }

  void tick() {
    top.clk = 1;
    top.eval();
    top.clk = 0;
    top.eval();
    // a check of the bus has failed, and said so
    if (context->gotFinish()) std::exit(1);
  }

  void check(uint64_t address) const {
    if (address + bus > dram.size()) fault("address %llu is outside the DRAM", address);
  }

  void check_burst(const Burst &burst, const char *what) const {
    if (burst.address / 4096 != (burst.address + (uint64_t)burst.beats * bus - 1) / 4096) fault(what, burst.address);
  }

  /** Puts the DRAM's signals to the core and lets it see them. */
  void begin() {
    read_valid = read_valid ||
                 (!reads.empty() && read_rows.ready(reads.front(), reads.front().taken + latency) <= now && !pauses());
    response_valid = response_valid || (!responses.empty() && responses.front() <= now && !pauses());
    top.m_axi_arready = !pauses();
    top.m_axi_awready = !pauses();
    top.m_axi_wready = !pauses();
    top.m_axi_rvalid = read_valid;
    top.m_axi_bvalid = response_valid;
    if (read_valid) {
      const Burst &burst = reads.front();
      const uint64_t address = burst.address + (uint64_t)read_beat * bus;
      check(address);
      std::memcpy(&top.m_axi_rdata, &dram[address], bus);
      top.m_axi_rlast = read_beat + 1 == burst.beats;
    }
    top.m_axi_rresp = read_valid && read_fails == 1 ? response : 0;
    top.m_axi_bresp = response_valid && write_fails == 1 ? response : 0;
    top.eval();
  }

  /** Takes what the core gives in this cycle, and ends it. */
  void end() {
    if (top.running) {
      if (top.events && events) std::fprintf(events, "%llu %u\n", (unsigned long long)ran, top.events);
      if (ran++ > most) fault("not done after %llu cycles", most);
    }
    const bool reading = !reads.empty(), writing = !writes.empty() || !responses.empty();
    if (read_valid && top.m_axi_rready) {
      read_valid = false;
      if (read_fails && !--read_fails) {
        failed_at = reads.front().address;
        failed_beat = read_beat;
      }
      if (++read_beat == reads.front().beats) {
        read_rows.finish(reads.front(), now);
        reads.pop_front();
        read_beat = 0;
      }
    }
    if (response_valid) {
      response_valid = false;
      if (write_fails && !--write_fails) failed_at = answered.front();
      answered.pop_front();
      responses.pop_front();
    }
    if (top.m_axi_arvalid && top.m_axi_arready) {
      Burst burst{top.m_axi_araddr, top.m_axi_arlen + 1u, now, 0, false};
      check_burst(burst, "a read burst crosses 4 KiB at %llu");
      read_rows.take(burst);
      reads.push_back(burst);
    }
    if (top.m_axi_awvalid && top.m_axi_awready) {
      Burst burst{top.m_axi_awaddr, top.m_axi_awlen + 1u, now, 0, false};
      check_burst(burst, "a write burst crosses 4 KiB at %llu");
      write_rows.take(burst);
      writes.push_back(burst);
    }
    if (top.m_axi_wvalid && top.m_axi_wready) {
      if (writes.empty()) fault("write data without an address, beat %llu", write_beat);
      const Burst &burst = writes.front();
      const uint64_t address = burst.address + (uint64_t)write_beat * bus;
      check(address);
      std::memcpy(&dram[address], &top.m_axi_wdata, bus);
      if (top.m_axi_wlast != (++write_beat == burst.beats))
        fault("the last beat of the write burst at %llu is not marked", burst.address);
      if (write_beat == burst.beats) {
        const uint64_t when = write_rows.ready(burst, now + latency);
        write_rows.finish(burst, when);
        responses.push_back(when);
        answered.push_back(burst.address);
        writes.pop_front();
        write_beat = 0;
      }
    }
    if (!reading && reads.empty()) read_rows.close();
    if (!writing && writes.empty() && responses.empty()) write_rows.close();
    tick();
    if (++now > 64 * most + 100000000) fault("not done after %llu cycles", now);
  }

  VerilatedContext *context;
  Vsystole_top top;
  const unsigned bus;
  const uint64_t latency, most;
  std::FILE *events;
  uint64_t now = 0, ran = 0;
  std::deque<Burst> reads, writes;
  std::deque<uint64_t> responses, answered;
  // which of the next beats or answers comes with an error, from 1; and the code of the error
  uint64_t read_fails = 0, write_fails = 0;
  unsigned response = 0;
  unsigned read_beat = 0, write_beat = 0;
  bool read_valid = false, response_valid = false;
  Rows read_rows, write_rows;
};

/** Checks what the control registers say and refuse before a program runs. */
void probe(Bench &bench) {
  auto refused = [&] { return bench.read(SYSTOLE_STATUS) >> SYSTOLE_STATUS_REFUSED_SHIFT & 1; };
  bool fine;
  if (bench.read(SYSTOLE_ID) != 0x53595354) Bench::fault("the identification is %llu", bench.read(SYSTOLE_ID));
  bench.read(0x7c, fine);
  if (fine || bench.write(0x7c, 0)) Bench::fault("a register that is not there at %llu gives no error", 0x7c);
  bench.read(SYSTOLE_CONTROL, fine);
  if (fine || bench.write(SYSTOLE_ID, 0)) Bench::fault("an access that register %llu does not have gives no error", 0);
  bench.write(SYSTOLE_PROGRAM_HIGH, 0x5a);
  if (bench.read(SYSTOLE_PROGRAM_HIGH) != 0x5a) Bench::fault("register %llu does not keep its value", SYSTOLE_PROGRAM_HIGH);
  bench.write(SYSTOLE_CONTROL, 1);
  if (!refused()) Bench::fault("a program of %llu instructions is not refused", 0);
  bench.write(SYSTOLE_PROGRAM_LENGTH, bench.read(SYSTOLE_CAPACITY) + 1);
  bench.write(SYSTOLE_CONTROL, 1);
  if (!refused()) Bench::fault("a program longer than %llu instructions is not refused", bench.read(SYSTOLE_CAPACITY));
  bench.write(SYSTOLE_CONTROL, 2);
  if (!refused()) Bench::fault("a start without a program is not refused, status %llu", bench.read(SYSTOLE_STATUS));
}

/** Starts the program and waits for its end, as a host does. */
void run(Bench &bench, uint64_t program, uint32_t instructions) {
  systole_core core;
  const bool opened = systole_open(&core, &bench) == SYSTOLE_OK;
  systole_interrupt(&core, 1);
  if (!opened || systole_start(&core, program, instructions) != SYSTOLE_OK) {
    std::printf("fault: the start of the program is refused\n");
    std::exit(1);
  }
  bench.wait();
  if (systole_wait(&core, 1) != SYSTOLE_OK) {
    std::printf("fault: the program ends with status %u\n", bench.read(SYSTOLE_STATUS));
    std::exit(1);
  }
}

/** What must hold when not all goes well. */
class Exercise {
 public:
  Exercise(Bench &bench, const std::vector<uint8_t> &before, uint64_t program, uint32_t instructions)
      : bench(bench), before(before), after(bench.dram), program(program), instructions(instructions),
        cycles(bench.read_long(SYSTOLE_CYCLES_LOW)), read(bench.read_long(SYSTOLE_READ_LOW)),
        fetched((uint64_t)instructions * 64 / bench.bus) {}

  void all() {
    recovers("nothing");
    for (uint64_t part = 0; part < 4; part++) fails_in_load(part * (read - 1) / 3, 2 + part % 2);
    for (uint64_t part = 0; part < 3; part++) fails_in_fetch(part * (fetched - 1) / 2, 3 - part % 2);
    for (uint64_t after = 0; fails_in_store(after, 2); after = 2 * after + 1)
      if (after > 1000) break;
    for (uint64_t part = 1; part < 8; part++) stopped(part * cycles / 8);
    stopped_in_fetch();
    started_while_busy(cycles / 2);
    for (uint64_t part = 0; part < 4; part++) reset_in_the_middle(part * (cycles + 2 * bench.latency) / 4);
  }

 private:
  uint32_t status() { return bench.read(SYSTOLE_STATUS); }

  void expect(bool holds, const char *what, unsigned long long number) {
    if (!holds) Bench::fault(what, number);
  }

  /** Begins to run the program with the memory as it was. */
  void start(uint32_t how) {
    bench.dram = before;
    bench.count(nullptr);
    bench.write(SYSTOLE_CONTROL, how);
  }

  void set_up() {
    bench.write(SYSTOLE_INTERRUPT, 1);
    bench.write(SYSTOLE_PROGRAM_LOW, (uint32_t)program);
    bench.write(SYSTOLE_PROGRAM_HIGH, program >> 32);
    bench.write(SYSTOLE_PROGRAM_LENGTH, instructions);
  }

  /** Runs the program as if nothing had been. */
  void recovers(const char *after_what) {
    for (uint32_t how : {1u, 2u}) {
      start(how);
      bench.wait();
      expect(status() == 1u << SYSTOLE_STATUS_DONE_SHIFT, "a good run ends with status %llu", status());
      expect(bench.read(SYSTOLE_ERROR) == 0, "a good run ends with error %llu", bench.read(SYSTOLE_ERROR));
      if (bench.dram != after) {
        std::printf("fault: after %s a run writes something else\n", after_what);
        std::exit(1);
      }
      const uint64_t now = bench.read_long(SYSTOLE_CYCLES_LOW);
      if (!random_state && now != cycles) {
        std::printf("fault: after %s a run takes %llu cycles, not %llu\n", after_what, (unsigned long long)now,
                    (unsigned long long)cycles);
        std::exit(1);
      }
    }
  }

  /** Waits for the end of a run that met an error, and checks what the core says. */
  void check_error(unsigned source, unsigned code, uint64_t address) {
    bench.wait();
    const uint32_t expected = 1u << SYSTOLE_STATUS_ERROR_SHIFT | 1u << SYSTOLE_STATUS_STOPPED_SHIFT;
    expect(status() == expected, "after an error the status is %llu", status());
    const uint32_t error = bench.read(SYSTOLE_ERROR);
    expect(error == (code | 1u << source), "the error is told as %llu", error);
    expect(bench.read_long(SYSTOLE_ERROR_LOW) == address, "the address of the error is told as %llu",
           bench.read_long(SYSTOLE_ERROR_LOW));
    systole_core core;
    core.base = &bench;
    const systole_error told = systole_last_error(&core);
    expect(systole_poll(&core) == SYSTOLE_BUS_ERROR && told.response == code && told.address == address &&
               told.fetch + told.load + told.store == 1,
           "the driver tells another error at %llu", told.address);
    bench.wait(2 * bench.latency);
    expect(bench.reads.empty() && bench.writes.empty() && bench.responses.empty(),
           "after an error a burst is open, status %llu", status());
    bench.write(SYSTOLE_INTERRUPT, 0);
    expect(!bench.top.irq, "the interrupt does not end, status %llu", status());
    bench.write(SYSTOLE_INTERRUPT, 1);
  }

  void fails_in_load(uint64_t beat, unsigned code) {
    if (beat >= read) return;
    start(2);
    bench.fail(false, beat, code);
    bench.wait();
    check_error(SYSTOLE_ERROR_LOAD_SHIFT, code, bench.failed_at);
    recovers("an error of a read");
  }

  void fails_in_fetch(uint64_t beat, unsigned code) {
    bench.fail(false, beat, code);
    start(1);
    bench.wait();
    check_error(SYSTOLE_ERROR_FETCH_SHIFT, code, (bench.failed_at + bench.failed_beat * bench.bus) / 64 * 64);
    bench.write(SYSTOLE_CONTROL, 2);
    expect(status() >> SYSTOLE_STATUS_REFUSED_SHIFT & 1, "a program that was not read runs again, status %llu", status());
    recovers("an error of the fetch");
  }

  /** Returns whether the program writes so many bursts. */
  bool fails_in_store(uint64_t answer, unsigned code) {
    start(2);
    bench.fail(true, answer, code);
    bench.wait();
    const bool met = bench.write_fails == 0;
    bench.write_fails = 0;
    if (met) check_error(SYSTOLE_ERROR_STORE_SHIFT, code, bench.failed_at);
    recovers("an error of a write");
    return met;
  }

  void stopped(uint64_t when) {
    start(2);
    bench.wait(when);
    bench.write(SYSTOLE_CONTROL, 4);
    bench.wait();
    const uint32_t now = status();
    expect(now == 1u << SYSTOLE_STATUS_STOPPED_SHIFT || now == 1u << SYSTOLE_STATUS_DONE_SHIFT,
           "a program that was stopped ends with status %llu", now);
    if (!random_state && when < cycles / 2)
      expect(now != 1u << SYSTOLE_STATUS_DONE_SHIFT || bench.read_long(SYSTOLE_CYCLES_LOW) >= when,
             "a program that was stopped is done, status %llu", now);
    recovers("a stop");
  }

  void stopped_in_fetch() {
    start(1);
    bench.write(SYSTOLE_CONTROL, 4);
    bench.wait();
    expect(status() == 1u << SYSTOLE_STATUS_STOPPED_SHIFT, "a fetch that was stopped ends with status %llu", status());
    recovers("a stop of the fetch");
  }

  void started_while_busy(uint64_t when) {
    start(2);
    bench.wait(when);
    if (bench.top.irq) return;
    bench.write(SYSTOLE_CONTROL, 1);
    if (!bench.top.irq)
      expect(status() >> SYSTOLE_STATUS_REFUSED_SHIFT & 1, "a start while the core is busy is not refused, status %llu",
             status());
    bench.wait();
    expect(bench.dram == after, "a start while the core is busy changes the results, status %llu", status());
    const uint64_t now = bench.read_long(SYSTOLE_CYCLES_LOW);
    if (!random_state) expect(now == cycles, "a start while the core is busy changes the cycles to %llu", now);
    bench.write(SYSTOLE_CONTROL, 2);
    expect(!(status() >> SYSTOLE_STATUS_REFUSED_SHIFT & 1), "a start stays refused, status %llu", status());
    bench.wait();
  }

  void reset_in_the_middle(uint64_t when) {
    start(1);
    bench.wait(when);
    bench.reset();
    expect(status() == 0, "after a reset the status is %llu", status());
    expect(bench.read(SYSTOLE_PROGRAM_LENGTH) == 0, "a reset leaves register %llu", SYSTOLE_PROGRAM_LENGTH);
    bench.write(SYSTOLE_CONTROL, 2);
    expect(status() >> SYSTOLE_STATUS_REFUSED_SHIFT & 1, "after a reset a program runs again, status %llu", status());
    set_up();
    recovers("a reset");
  }

  Bench &bench;
  const std::vector<uint8_t> before, after;
  const uint64_t program;
  const uint32_t instructions;
  const uint64_t cycles, read, fetched;
};
}  // namespace

static uint32_t read_register(volatile void *bench, unsigned offset) {
  return const_cast<Bench *>(static_cast<volatile Bench *>(bench))->read(offset);
}
static void write_register(volatile void *bench, unsigned offset, uint32_t value) {
  const_cast<Bench *>(static_cast<volatile Bench *>(bench))->write(offset, value);
}

int main(int argc, char **argv) {
  if (argc != 15) {
    std::fprintf(stderr, "usage: bench PROGRAM DRAM RESULT BUS_BYTES LATENCY MOST_CYCLES SEED EVENTS FAULT ROW_BYTES BANKS OPEN CLOSE EXERCISE\n");
    return 2;
  }
  std::vector<uint8_t> program = read_file(argv[1]), dram = read_file(argv[2]);
  const unsigned bus = std::atoi(argv[4]);
  const uint64_t latency = std::strtoull(argv[5], nullptr, 10), most = std::strtoull(argv[6], nullptr, 10);
  fault_number = std::atoi(argv[9]);
  random_state = std::strtoull(argv[7], nullptr, 10);
  const RowTimes rows{(unsigned)std::atoi(argv[10]), (unsigned)std::atoi(argv[11]), (unsigned)std::atoi(argv[12]),
                      (unsigned)std::atoi(argv[13])};

  // a line for each cycle in which a command begins or ends: the cycle and the bits of `events`
  std::FILE *events = std::fopen(argv[8], "wb");
  if (!events) {
    std::fprintf(stderr, "cannot write %s\n", argv[8]);
    return 2;
  }
  const size_t bytes = dram.size(), code = (bytes + 63) / 64 * 64;
  dram.resize(code);
  dram.insert(dram.end(), program.begin(), program.end());

  VerilatedContext context;
  const std::vector<uint8_t> before = dram;
  Bench bench(&context, std::move(dram), bus, latency, rows, most, events);
  probe(bench);
  run(bench, code, program.size() / 64);
  if (std::fclose(events)) return 2;
  std::FILE *file = std::fopen(argv[3], "wb");
  if (!file || std::fwrite(bench.dram.data(), 1, bytes, file) != bytes || std::fclose(file)) {
    std::fprintf(stderr, "cannot write %s\n", argv[3]);
    return 2;
  }
  if (std::atoi(argv[14])) Exercise(bench, before, code, program.size() / 64).all();
  std::printf("cycles %llu\n", (unsigned long long)bench.read_long(SYSTOLE_CYCLES_LOW));
  std::printf("load %llu\n", (unsigned long long)bench.read_long(SYSTOLE_LOAD_LOW));
  std::printf("execute %llu\n", (unsigned long long)bench.read_long(SYSTOLE_EXECUTE_LOW));
  std::printf("store %llu\n", (unsigned long long)bench.read_long(SYSTOLE_STORE_LOW));
  std::printf("read %llu\n", (unsigned long long)bench.read_long(SYSTOLE_READ_LOW));
  std::printf("written %llu\n", (unsigned long long)bench.read_long(SYSTOLE_WRITTEN_LOW));
  return 0;
}
