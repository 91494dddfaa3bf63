/* Contract: O_ASYNC on a terminal sends the chosen signal with si_fd and si_band when a line has come, and when a writer
 *           that was turned away may write again. Without F_SETOWN the foreground group is told, or the caller where
 *           there is none.
 * Source:   fcntl(2), "Managing signals"; Linux tty_fasync, n_tty_receive_handle_newline, n_tty_write_wakeup
 * Requires: pty
 * Covers:   fcntl read write
 */
#include "terminal.h"

static sigset_t set;

static const char *next(void) {
  siginfo_t info;
  int got = sigtimedwait(&set, &info, &(struct timespec){.tv_sec = 5});
  if (got == -1) return error_name(errno);
  const char *name = signal_name(got);
  if (got == SIGIO) return join(name, info.si_code == SI_KERNEL ? " SI_KERNEL" : "");
  const char *code = ONE_OF(info.si_code, NAME(POLL_IN), NAME(POLL_OUT), NAME(POLL_HUP));
  const char *of = info.si_fd == slave ? " slave " : info.si_fd == master ? " master " : " other ";
  return join(join(join(join(name, " "), code), of), poll_events((short)info.si_band));
}
static const char *quiet(void) {
  siginfo_t info;
  int got = sigtimedwait(&set, &info, &(struct timespec){0});
  return got == -1 ? "quiet" : signal_name(got);
}

int main(void) {
  sigemptyset(&set);
  sigaddset(&set, SIGIO), sigaddset(&set, SIGRTMIN + 3);
  must(sigprocmask(SIG_BLOCK, &set, 0));
  open_terminal();
  local(0, ECHO);
  check("nobody", call(fcntl(slave, F_GETOWN)), "0");
  must(fcntl(slave, F_SETFL, O_RDWR | O_NONBLOCK | O_ASYNC));
  check("myself", fcntl(slave, F_GETOWN) == getpid(), 1);
  type("half");
  check("half_a_line", input(), "nothing");
  check("no_signal", quiet(), "quiet");
  type("\n");
  check("line", next(), "SIGIO SI_KERNEL");
  must(fcntl(slave, F_SETSIG, SIGRTMIN + 3));
  type("two\nlines\n");
  check("first", next(), "SIGRTMIN+3 POLL_IN slave POLLIN|0x40");
  check("second", next(), "SIGRTMIN+3 POLL_IN slave POLLIN|0x40");
  check("read", input(), "half\\0a|two\\0a|lines\\0a");
  must(fcntl(slave, F_SETFL, O_RDWR | O_NONBLOCK));
  type("x\n");
  check("switched_off", (input(), quiet()), "quiet");
  must(ioctl(slave, TIOCSCTTY, 0));
  int other = (int)must(open(slave_name(master), O_RDWR | O_NONBLOCK));
  must(fcntl(other, F_SETFL, O_RDWR | O_NONBLOCK | O_ASYNC));
  check("foreground", fcntl(other, F_GETOWN) == -getpgrp(), 1);
  must(close(other));
  raw();
  must(fcntl(slave, F_SETFL, O_RDWR | O_NONBLOCK | O_ASYNC));
  type("b");
  check("byte", next(), "SIGRTMIN+3 POLL_IN slave POLLIN|0x40");
  input();
  must(fcntl(slave, F_SETFL, O_RDWR | O_NONBLOCK));
  must(fcntl(master, F_SETSIG, SIGRTMIN + 3));
  must(fcntl(master, F_SETFL, O_RDWR | O_NONBLOCK | O_ASYNC));
  print("out");
  check("master", next(), "SIGRTMIN+3 POLL_IN master POLLIN|0x40");
  screen();
  char bytes[4096] = "";
  while (write(master, bytes, sizeof bytes) > 0 || poll_one(slave, POLLIN, SOON)[0] == 't') {}
  check("full", error_name(errno), "EAGAIN");
  while (quiet()[0] == 'S') {}
  while (read(slave, bytes, sizeof bytes) > 0) {}
  check("room", next(), "SIGRTMIN+3 POLL_OUT master POLLOUT|0x300");
  return verdict();
}
