/* Contract: A writer sleeps while the terminal is full and goes on when it is read; a signal ends its write with what had
 *           been taken, or EINTR where that was nothing. A stopped terminal is as if it were full.
 * Source:   write(2); Linux n_tty_write
 * Requires: pty
 * Covers:   write ioctl
 */
#include "terminal.h"

static char bytes[60000];
static void on_alarm(int signal) { (void)signal; }

static pid_t writer(int fd, size_t size) {
  pid_t child = (pid_t)must(fork());
  if (child) return child;
  must(sigaction(SIGALRM, &(struct sigaction){.sa_handler = on_alarm}, 0));
  long n = write(fd, bytes, size);
  _exit(n == -1 ? errno : n == (long)size ? 100 : 101);
}

int main(void) {
  open_terminal();
  raw();
  blocking(slave), blocking(master);
  for (int way = 0; way < 2; way++) {
    int from = way ? slave : master, to = way ? master : slave;
    const char *name = way ? "to_master" : "to_slave";
    pid_t child = writer(from, sizeof bytes);
    await_sleep(child);
    long total = 0;
    while (total < (long)sizeof bytes) total += must(read(to, bytes, sizeof bytes));
    check(name, reap(child), "exited 100");
    check(join(name, "_bytes"), total, sizeof bytes);
    child = writer(from, sizeof bytes);
    await_sleep(child);
    must(kill(child, SIGALRM));
    check(join(name, "_interrupted"), reap(child), "exited 101");
    must(tcflush(to, TCIFLUSH));
  }
  must(tcflow(slave, TCOOFF));
  pid_t child = writer(slave, 1);
  await_sleep(child);
  must(kill(child, SIGALRM));
  check("stopped", reap(child), join("exited ", number(EINTR, 10)));
  child = writer(slave, 5);
  await_sleep(child);
  must(tcflow(slave, TCOON));
  check("started", reap(child), "exited 100");
  return verdict();
}
