/* Contract: Outside canonical mode VMIN and VTIME say how much a read waits for: nothing, a first byte with a limit of
 *           time, so many bytes, or so many with a limit between them. Without input, no VMIN is an end of file even for
 *           a non-blocking read.
 * Source:   termios(3), "Canonical and noncanonical mode"; Linux n_tty_read
 * Requires: pty
 * Covers:   read ioctl
 */
#include "terminal.h"

static char bytes[16];

static void wait_for(cc_t least, cc_t tenths) { character(VMIN, least), character(VTIME, tenths); }

/* A child that types one byte long after the reader sleeps. */
static pid_t slow_typist(void) {
  pid_t reader = getpid(), child = (pid_t)must(fork());
  if (child) return child;
  await_sleep(reader);
  nanosleep(&(struct timespec){.tv_nsec = 500000000}, 0);
  must(write(master, "s", 1));
  _exit(0);
}

/* A child that types one byte each time the reader sleeps. */
static pid_t typist(int count) {
  pid_t reader = getpid(), child = (pid_t)must(fork());
  if (child) return child;
  for (int i = 0; i < count; i++) {
    await_sleep(reader);
    must(write(master, "abcdef" + i, 1));
    /* The reader has it before the next one: nothing is left in its queue. */
    for (int left = 1; left; must(ioctl(slave, FIONREAD, &left))) sched_yield();
  }
  _exit(0);
}

static long long tenths_of(long long since) { return (clock_ns(CLOCK_MONOTONIC) - since) / 100000000; }

int main(void) {
  long long start;
  open_terminal();
  raw();
  wait_for(0, 0);
  check("neither_nonblocking", call(read(slave, bytes, 8)), "0");
  wait_for(1, 0);
  check("byte_nonblocking", call(read(slave, bytes, 8)), "EAGAIN");
  wait_for(0, 1);
  check("time_nonblocking", call(read(slave, bytes, 8)), "EAGAIN");
  blocking(slave);
  wait_for(0, 0);
  check("neither", call(read(slave, bytes, 8)), "0");
  type("xyz");
  check("neither_with_input", text(bytes, read(slave, bytes, 8)), "xyz");
  wait_for(0, 2);
  start = clock_ns(CLOCK_MONOTONIC);
  check("time", call(read(slave, bytes, 8)), "0");
  check("time_passed", tenths_of(start) >= 2, 1);
  type("xyz");
  check("time_with_input", text(bytes, read(slave, bytes, 2)), "xy");
  check("time_with_rest", text(bytes, read(slave, bytes, 2)), "z");
  wait_for(0, 50);
  pid_t child = typist(1);
  check("time_first_byte", text(bytes, read(slave, bytes, 8)), "a");
  check("typed_one", reap(child), "exited 0");
  wait_for(3, 0);
  child = typist(3);
  check("bytes", text(bytes, read(slave, bytes, 8)), "abc");
  check("typed_three", reap(child), "exited 0");
  type("xy");
  child = typist(1);
  check("bytes_are_counted_together", text(bytes, read(slave, bytes, 8)), "xya");
  check("typed_third", reap(child), "exited 0");
  type("xyz");
  check("fewer_wanted", text(bytes, read(slave, bytes, 2)), "xy");
  check("rest_nonblocking", (fcntl(slave, F_SETFL, O_RDWR | O_NONBLOCK), text(bytes, read(slave, bytes, 8))), "z");
  blocking(slave);
  wait_for(5, 3);
  type("xy");
  start = clock_ns(CLOCK_MONOTONIC);
  check("time_between", text(bytes, read(slave, bytes, 8)), "xy");
  check("time_between_passed", tenths_of(start) >= 3, 1);
  child = slow_typist();
  check("no_time_before_the_first", text(bytes, read(slave, bytes, 8)), "s");
  check("typed_first", reap(child), "exited 0");
  return verdict();
}
