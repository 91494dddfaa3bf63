/* Contract: A reader sleeps until a line is complete; a signal ends its read with EINTR, or with what it had got of VMIN
 *           bytes. Two readers get a line each.
 * Source:   read(2); Linux n_tty_read
 * Requires: pty
 * Covers:   read
 */
#include "terminal.h"

static void on_alarm(int signal) { (void)signal; }

static pid_t reader(int out) {
  pid_t child = (pid_t)must(fork());
  if (child) return child;
  char bytes[16];
  must(sigaction(SIGALRM, &(struct sigaction){.sa_handler = on_alarm}, 0));
  long n = read(slave, bytes, sizeof bytes);
  if (n > 0) must(write(out, bytes, (size_t)n));
  _exit(n == -1 ? errno : (int)n);
}

int main(void) {
  int out[2];
  char bytes[16];
  must(pipe2(out, O_NONBLOCK));
  open_terminal();
  blocking(slave);
  local(0, ECHO);
  pid_t child = reader(out[1]);
  await_sleep(child);
  type("ab");
  await_sleep(child);
  check("nothing_yet", call(read(out[0], bytes, 16)), "EAGAIN");
  type("c\n");
  check("line", reap(child), "exited 4");
  check("its_text", text(bytes, read(out[0], bytes, 16)), "abc\\0a");
  child = reader(out[1]);
  await_sleep(child);
  must(kill(child, SIGALRM));
  check("interrupted", reap(child), join("exited ", number(EINTR, 10)));
  child = reader(out[1]);
  pid_t other = reader(out[1]);
  await_sleep(child), await_sleep(other);
  type("x\ny\n");
  check("one", reap(child), "exited 2");
  check("two", reap(other), "exited 2");
  long n = read(out[0], bytes, 16);
  check("both_lines", n == 4 && memchr(bytes, 'x', 4) && memchr(bytes, 'y', 4), 1);
  local(0, ICANON);
  character(VMIN, 5);
  child = reader(out[1]);
  await_sleep(child);
  type("pq");
  for (int left = 1; left;) sched_yield(), must(ioctl(slave, FIONREAD, &left));
  await_sleep(child);
  must(kill(child, SIGALRM));
  check("part", reap(child), "exited 2");
  check("part_text", text(bytes, read(out[0], bytes, 16)), "pq");
  return verdict();
}
