/*
 * Driver of the Systole core for bare metal: C99, no library, no allocation. The registers are those of systole_registers.h.
 *
 *   systole_core core;
 *   if (systole_open(&core, (volatile void *)0x40000000)) ...
 *   systole_interrupt(&core, 1);
 *   if (systole_start(&core, 0x10000000, 412)) ...
 *   int result = systole_wait(&core, 1000000);
 *   if (result == SYSTOLE_BUS_ERROR) { systole_error error = systole_last_error(&core); ... }
 *
 * What the core reads (program, weights, inputs) must be in memory, not in a cache, before it starts; what it wrote must be
 * read from memory afterwards: clean the cache before, invalidate it behind, or map the memory without one.
 *
 * A system with another way to its registers defines SYSTOLE_READ and SYSTOLE_WRITE before it includes this file.
 */
#ifndef SYSTOLE_DRIVER_H
#define SYSTOLE_DRIVER_H

#include <stdint.h>

#include "systole_registers.h"

#ifndef SYSTOLE_READ
#define SYSTOLE_READ(base, offset) (*(volatile const uint32_t *)((volatile const char *)(base) + (offset)))
#endif
#ifndef SYSTOLE_WRITE
#define SYSTOLE_WRITE(base, offset, value) (*(volatile uint32_t *)((volatile char *)(base) + (offset)) = (value))
#endif
/* orders what the host wrote to memory before the start, and what it reads after the end */
#ifndef SYSTOLE_BARRIER
#define SYSTOLE_BARRIER() __sync_synchronize()
#endif

/* A core: where its registers are. */
typedef struct {
  volatile void *base;
} systole_core;

/* What calls return; what went wrong is less than 0. */
enum {
  SYSTOLE_OK = 0,
  SYSTOLE_BUSY = 1,
  /* no core at this address, or one of another version of the instruction set */
  SYSTOLE_NO_CORE = -1,
  /* it is busy, or address or length of the program are illegal, or there is no program to run again */
  SYSTOLE_REFUSED = -2,
  /* the memory answered with an error: see systole_last_error */
  SYSTOLE_BUS_ERROR = -3,
  /* the program was stopped before its end */
  SYSTOLE_STOPPED = -4,
  /* it did not end in time; it still runs */
  SYSTOLE_TIMEOUT = -5
};

/* The first error since the last start. */
typedef struct {
  /* 2: slave error, 3: decode error, 0: there was none */
  unsigned response;
  /* who met it */
  unsigned fetch, load, store;
  /* of the burst, or of the instruction that was fetched */
  uint64_t address;
} systole_error;

#define SYSTOLE_FIELD(value, name) (((value) >> name##_SHIFT) & name##_MASK)

/* Returns a register of two parts: systole_long(core, SYSTOLE_CYCLES_LOW). Holds still once the program has ended. */
static inline uint64_t systole_long(const systole_core *core, unsigned low) {
  const uint64_t value = SYSTOLE_READ(core->base, low);
  return value | (uint64_t)SYSTOLE_READ(core->base, low + 4) << 32;
}

/* Finds the core; programs are for its version of the instruction set. */
static inline int systole_open(systole_core *core, volatile void *base) {
  core->base = base;
  if (SYSTOLE_READ(base, SYSTOLE_ID) != 0x53595354u) return SYSTOLE_NO_CORE;
  if (SYSTOLE_FIELD(SYSTOLE_READ(base, SYSTOLE_CORE), SYSTOLE_CORE_ISA_VERSION) != SYSTOLE_ISA) return SYSTOLE_NO_CORE;
  return SYSTOLE_OK;
}

/* Lets the interrupt come when a program ends, or not. */
static inline void systole_interrupt(const systole_core *core, int on) {
  SYSTOLE_WRITE(core->base, SYSTOLE_INTERRUPT, on ? 1u : 0u);
}

/* Writes CONTROL and says whether the core took it. */
static inline int systole_press(const systole_core *core, unsigned shift) {
  SYSTOLE_BARRIER();
  SYSTOLE_WRITE(core->base, SYSTOLE_CONTROL, 1u << shift);
  return SYSTOLE_FIELD(SYSTOLE_READ(core->base, SYSTOLE_STATUS), SYSTOLE_STATUS_REFUSED) ? SYSTOLE_REFUSED : SYSTOLE_OK;
}

/* Reads a program from memory, at a multiple of 64 bytes, and begins to run it. */
static inline int systole_start(const systole_core *core, uint64_t program, uint32_t instructions) {
  SYSTOLE_WRITE(core->base, SYSTOLE_PROGRAM_LOW, (uint32_t)program);
  SYSTOLE_WRITE(core->base, SYSTOLE_PROGRAM_HIGH, (uint32_t)(program >> 32));
  SYSTOLE_WRITE(core->base, SYSTOLE_PROGRAM_LENGTH, instructions);
  return systole_press(core, SYSTOLE_CONTROL_START_SHIFT);
}

/* Begins to run the program that was read last: for the next input of the same network. */
static inline int systole_again(const systole_core *core) { return systole_press(core, SYSTOLE_CONTROL_AGAIN_SHIFT); }

/* Says how things stand: SYSTOLE_BUSY, or how the program ended. */
static inline int systole_poll(const systole_core *core) {
  const uint32_t status = SYSTOLE_READ(core->base, SYSTOLE_STATUS);
  if (SYSTOLE_FIELD(status, SYSTOLE_STATUS_FETCHING) || SYSTOLE_FIELD(status, SYSTOLE_STATUS_RUNNING)) return SYSTOLE_BUSY;
  SYSTOLE_BARRIER();
  if (SYSTOLE_FIELD(status, SYSTOLE_STATUS_ERROR)) return SYSTOLE_BUS_ERROR;
  if (SYSTOLE_FIELD(status, SYSTOLE_STATUS_STOPPED)) return SYSTOLE_STOPPED;
  return SYSTOLE_OK;
}

/* Polls so many times at most until the program has ended; with the interrupt, sleep instead and poll once. */
static inline int systole_wait(const systole_core *core, uint32_t polls) {
  while (polls--) {
    const int result = systole_poll(core);
    if (result != SYSTOLE_BUSY) return result;
  }
  return SYSTOLE_TIMEOUT;
}

/* Ends the program early and leaves the bus in order; returns SYSTOLE_STOPPED, or SYSTOLE_OK if it was done just then. */
static inline int systole_stop(const systole_core *core, uint32_t polls) {
  SYSTOLE_WRITE(core->base, SYSTOLE_CONTROL, 1u << SYSTOLE_CONTROL_STOP_SHIFT);
  return systole_wait(core, polls);
}

/* Returns what a program that ended with SYSTOLE_BUS_ERROR met. */
static inline systole_error systole_last_error(const systole_core *core) {
  const uint32_t cause = SYSTOLE_READ(core->base, SYSTOLE_ERROR);
  systole_error error;
  error.response = SYSTOLE_FIELD(cause, SYSTOLE_ERROR_RESPONSE);
  error.fetch = SYSTOLE_FIELD(cause, SYSTOLE_ERROR_FETCH);
  error.load = SYSTOLE_FIELD(cause, SYSTOLE_ERROR_LOAD);
  error.store = SYSTOLE_FIELD(cause, SYSTOLE_ERROR_STORE);
  error.address = systole_long(core, SYSTOLE_ERROR_LOW);
  return error;
}

#endif
