/* Contract:  Self-pipe: a SIGCHLD handler reaps and writes to a pipe; poll answers EINTR, called again POLLIN.
 * Source:    pipe(7); signal-safety(7); poll(2)
 * Behaviour: B53
 * Covers:    poll rt_sigaction wait4 write fork
 */
#include "contract.h"

static int p[2], go[2];
static volatile int reaped_status = -1;
static volatile sig_atomic_t handled;

static void on_child(int signal) {
  int status, saved = errno;
  (void)signal;
  handled++;
  while (waitpid(-1, &status, WNOHANG) > 0) {
    reaped_status = status;
    if (write(p[1], "c", 1) != 1) _exit(9);
  }
  errno = saved;
}

int main(void) {
  char byte = 0;
  must(pipe2(p, O_NONBLOCK | O_CLOEXEC));
  must(pipe(go));
  must(sigaction(SIGCHLD, &(struct sigaction){.sa_handler = on_child, .sa_flags = SA_RESTART | SA_NOCLDSTOP}, 0));
  pid_t parent = getpid(), child = (pid_t)must(fork());
  if (child == 0) {
    await_sleep(parent); /* ends only when the parent sleeps in poll */
    _exit(3);
  }
  check("first_poll", poll_one(p[0], POLLIN, -1), "EINTR");
  check("handler_ran", handled, 1);
  check("child", wait_status(reaped_status), "exited 3");
  check("second_poll", poll_one(p[0], POLLIN, -1), "POLLIN");
  check("read", text(&byte, read(p[0], &byte, 1)), "c");
  check("drained", call(read(p[0], &byte, 1)), "EAGAIN");
  check("no_child_left", call(waitpid(-1, 0, WNOHANG)), "ECHILD");

  /* Three that end at once: the signal may come fewer times, but each is reaped. */
  for (int i = 0; i < 3; i++)
    if (must(fork()) == 0) {
      close(go[1]);
      _exit(read(go[0], &byte, 1) == 0 ? 4 : 1);
    }
  must(close(go[1]));
  int reaped = 0;
  while (reaped < 3) {
    const char *ready = poll_one(p[0], POLLIN, BOUND);
    if (!strcmp(ready, "EINTR")) continue;
    if (strcmp(ready, "POLLIN")) break;
    while (read(p[0], &byte, 1) == 1) reaped++;
  }
  check("three_reaped", reaped, 3);
  check("last_status", wait_status(reaped_status), "exited 4");
  return verdict();
}
