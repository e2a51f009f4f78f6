// Test bench of the generated core: fills the instruction memory, starts the program, plays the DRAM, and writes what the
// DRAM holds at the end.
//
// The DRAM: a read burst's first beat comes `latency` cycles after its address or right behind the burst before it; one
// beat a cycle, in order. Writes are taken at one beat a cycle; a response comes `latency` cycles after the last beat.
// With a seed other than 0 every channel pauses at random; then only results are meaningful, not cycles.
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <deque>
#include <vector>

#include "Vsystole_top.h"
#include "verilated.h"

// which of the planted faults shows; 0 for none. Only hardware that tests have broken on purpose asks for it.
int fault_number = 0;
int systole_fault() { return fault_number; }

namespace {
struct Burst {
  uint64_t address;
  unsigned beats;
  uint64_t ready;
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

int main(int argc, char **argv) {
  if (argc != 10) {
    std::fprintf(stderr, "usage: bench PROGRAM DRAM RESULT BUS_BYTES LATENCY MOST_CYCLES SEED EVENTS FAULT\n");
    return 2;
  }
  std::vector<uint8_t> program = read_file(argv[1]), dram = read_file(argv[2]);
  const unsigned bus = std::atoi(argv[4]);
  const uint64_t latency = std::strtoull(argv[5], nullptr, 10), most = std::strtoull(argv[6], nullptr, 10);
  fault_number = std::atoi(argv[9]);
  random_state = std::strtoull(argv[7], nullptr, 10);

  // a line for each cycle in which a command begins or ends: the cycle and the bits of `events`
  std::FILE *events = std::fopen(argv[8], "wb");
  if (!events) {
    std::fprintf(stderr, "cannot write %s\n", argv[8]);
    return 2;
  }

  VerilatedContext context;
  Vsystole_top top(&context);
  auto tick = [&] {
    top.clk = 1;
    top.eval();
    top.clk = 0;
    top.eval();
  };
  auto outside = [&](uint64_t address) {
    if (address + bus <= dram.size()) return false;
    std::printf("fault: address %llu is outside the DRAM\n", (unsigned long long)address);
    return true;
  };

  top.clk = 0;
  top.rst = 1;
  top.eval();
  tick();
  tick();
  top.rst = 0;
  for (size_t i = 0; i * 64 < program.size(); i++) {
    top.fill = 1;
    top.fill_at = i;
    std::memcpy(&top.fill_data, &program[i * 64], 64);
    tick();
  }
  top.fill = 0;
  top.start = 1;
  tick();
  top.start = 0;

  std::deque<Burst> reads, writes;
  std::deque<uint64_t> responses;
  unsigned read_beat = 0, write_beat = 0;
  bool read_valid = false, response_valid = false;
  for (uint64_t now = 0; !top.done; now++) {
    if (now > most) {
      std::printf("fault: not done after %llu cycles\n", (unsigned long long)most);
      return 1;
    }
    // once valid, a channel stays valid until it is taken
    read_valid = read_valid || (!reads.empty() && reads.front().ready <= now && !pauses());
    response_valid = response_valid || (!responses.empty() && responses.front() <= now && !pauses());
    top.m_axi_arready = !pauses();
    top.m_axi_awready = !pauses();
    top.m_axi_wready = !pauses();
    top.m_axi_rvalid = read_valid;
    top.m_axi_bvalid = response_valid;
    if (read_valid) {
      const Burst &burst = reads.front();
      const uint64_t address = burst.address + (uint64_t)read_beat * bus;
      if (outside(address)) return 1;
      std::memcpy(&top.m_axi_rdata, &dram[address], bus);
      top.m_axi_rlast = read_beat + 1 == burst.beats;
    }
    top.eval();
    if (top.events) std::fprintf(events, "%llu %u\n", (unsigned long long)now, top.events);

    if (read_valid && top.m_axi_rready) {
      read_valid = false;
      if (++read_beat == reads.front().beats) {
        reads.pop_front();
        read_beat = 0;
      }
    }
    if (response_valid) {
      response_valid = false;
      responses.pop_front();
    }
    if (top.m_axi_arvalid && top.m_axi_arready) {
      const Burst burst{top.m_axi_araddr, top.m_axi_arlen + 1u, now + latency};
      if (burst.address / 4096 != (burst.address + (uint64_t)burst.beats * bus - 1) / 4096) {
        std::printf("fault: a read burst crosses 4 KiB at %llu\n", (unsigned long long)burst.address);
        return 1;
      }
      reads.push_back(burst);
    }
    if (top.m_axi_awvalid && top.m_axi_awready) {
      const Burst burst{top.m_axi_awaddr, top.m_axi_awlen + 1u, 0};
      if (burst.address / 4096 != (burst.address + (uint64_t)burst.beats * bus - 1) / 4096) {
        std::printf("fault: a write burst crosses 4 KiB at %llu\n", (unsigned long long)burst.address);
        return 1;
      }
      writes.push_back(burst);
    }
    if (top.m_axi_wvalid && top.m_axi_wready) {
      if (writes.empty()) {
        std::printf("fault: write data without an address\n");
        return 1;
      }
      const Burst &burst = writes.front();
      const uint64_t address = burst.address + (uint64_t)write_beat * bus;
      if (outside(address)) return 1;
      std::memcpy(&dram[address], &top.m_axi_wdata, bus);
      if (top.m_axi_wlast != (++write_beat == burst.beats)) {
        std::printf("fault: the last beat of a write burst is not marked\n");
        return 1;
      }
      if (write_beat == burst.beats) {
        writes.pop_front();
        write_beat = 0;
        responses.push_back(now + latency);
      }
    }
    tick();
  }
  if (std::fclose(events)) return 2;
  std::FILE *file = std::fopen(argv[3], "wb");
  if (!file || std::fwrite(dram.data(), 1, dram.size(), file) != dram.size() || std::fclose(file)) {
    std::fprintf(stderr, "cannot write %s\n", argv[3]);
    return 2;
  }
  std::printf("cycles %llu\n", (unsigned long long)top.cycles);
  return 0;
}
