/* Contract:  A stop stops every thread of a process, whichever took the signal, and SIGCONT lets all of them go on.
 * Source:    signal(7), "Signal dispositions"; kill(2)
 * Covers:    kill wait4 clone
 */
#include "contract.h"

#include <pthread.h>

static int ask[2], answer[2];

/* Sends back each byte that it gets. */
static void *echo(void *unused) {
  char byte;
  while (read(ask[0], &byte, 1) == 1) (void)!write(answer[1], &byte, 1);
  return unused;
}

static const char *answers(const char *byte, int milliseconds) {
  static char got[2];
  must(write(ask[1], byte, 1));
  const char *ready = poll_one(answer[0], POLLIN, milliseconds);
  if (strcmp(ready, "POLLIN")) return ready;
  must(read(answer[0], got, 1));
  return got;
}

int main(void) {
  must(pipe(ask));
  must(pipe(answer));
  pid_t child = (pid_t)must(fork());
  if (!child) {
    pthread_t threads[2];
    close(ask[1]);
    for (int i = 0; i < 2; i++)
      if (pthread_create(&threads[i], 0, echo, 0)) _exit(9);
    for (int i = 0; i < 2; i++) pthread_join(threads[i], 0);
    _exit(3);
  }
  must(close(ask[0]));
  check("before", answers("a", BOUND), "a");
  must(kill(child, SIGSTOP));
  int status;
  must(waitpid(child, &status, WUNTRACED));
  check("stopped", wait_status(status), "stopped SIGSTOP");
  check("silent", answers("b", SOON), "timeout");
  must(kill(child, SIGCONT));
  must(waitpid(child, &status, WCONTINUED));
  check("went_on", poll_one(answer[0], POLLIN, BOUND), "POLLIN");
  char byte;
  must(read(answer[0], &byte, 1));
  check("answer_then", byte == 'b', 1);
  check("after", answers("c", BOUND), "c");
  check("again", answers("d", BOUND), "d");
  must(close(ask[1]));
  check("child", reap(child), "exited 3");
  return verdict();
}
