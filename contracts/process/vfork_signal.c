/* Contract:  A signal to a parent that waits in vfork waits, too: its handler runs once the child has ended or executed.
 * Source:    vfork(2), "Caveats"; kernel_clone, wait_for_vfork_done
 * Covers:    vfork kill
 */
#include "contract.h"

#include <sched.h>
#include <time.h>

static volatile int handled, seen_by_child = -1;

static void on_signal(int signal) { handled = signal; }

/* In memory that is the parent's, too: no signal handler of it may have run. */
static int child(void *parent) {
  kill(*(pid_t *)parent, SIGUSR1);
  nanosleep(&(struct timespec){0, 20000000}, 0); /* time for a wrong parent to go on */
  seen_by_child = handled;
  _exit(5);
}

int main(void) {
  static char stack[65536] __attribute__((aligned(16)));
  struct sigaction action = {.sa_handler = on_signal};
  must(sigaction(SIGUSR1, &action, 0));
  pid_t self = getpid();
  pid_t pid = clone(child, stack + sizeof stack, CLONE_VM | CLONE_VFORK | SIGCHLD, &self);
  check("child_was_made", pid > 0, 1);
  check("child_saw_no_handler", seen_by_child, 0);
  check("handler_ran", handled ? signal_name(handled) : "no", "SIGUSR1");
  check("child", reap(pid), "exited 5");
  return verdict();
}
