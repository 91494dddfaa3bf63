/* Contract:  With CLONE_CLEAR_SIGHAND the child's handlers are back at the default, ignored signals stay ignored.
 * Source:    clone(2), CLONE_CLEAR_SIGHAND
 * Covers:    clone3 rt_sigaction
 */
#include "contract.h"

#ifndef SYS_clone3
#define SYS_clone3 435
#endif
#define CLEAR_SIGHAND 0x100000000ull

static void handler(int signal) { (void)signal; }

/* Bits: USR1 caught, USR1 default, USR2 ignored, USR2 default, HUP blocked. */
static const char *child_sees(uint64_t flags) {
  uint64_t args[8] = {flags, 0, 0, 0, SIGCHLD};
  struct sigaction one, two;
  sigset_t mask;
  pid_t child = (pid_t)must(syscall(SYS_clone3, args, sizeof args));
  if (child) return reap(child);
  sigaction(SIGUSR1, 0, &one);
  sigaction(SIGUSR2, 0, &two);
  sigprocmask(SIG_BLOCK, 0, &mask);
  _exit((one.sa_handler == handler) << 0 | (one.sa_handler == SIG_DFL) << 1 | (two.sa_handler == SIG_IGN) << 2 |
        (two.sa_handler == SIG_DFL) << 3 | sigismember(&mask, SIGHUP) << 4);
}

int main(void) {
  sigset_t hup;
  struct sigaction now;
  sigemptyset(&hup);
  sigaddset(&hup, SIGHUP);
  must(sigprocmask(SIG_BLOCK, &hup, 0));
  must(sigaction(SIGUSR1, &(struct sigaction){.sa_handler = handler, .sa_flags = SA_RESTART}, 0));
  signal(SIGUSR2, SIG_IGN);
  check("without", child_sees(0), "exited 21");
  check("with", child_sees(CLEAR_SIGHAND), "exited 22");
  must(sigaction(SIGUSR1, 0, &now));
  check("parent_keeps", now.sa_handler == handler, 1);
  return verdict();
}
