/* Contract:  Across execve caught signals go back to default, ignored ones stay ignored, mask and pending set stay.
 * Source:    execve(2), "Effect on process attributes"; signal(7)
 * Behaviour: B22
 * Covers:    execve rt_sigaction rt_sigprocmask rt_sigpending sigaltstack
 */
#include "contract.h"

static void handler(int signal) { (void)signal; }

static const char *action_of(int signal) {
  struct sigaction now;
  must(sigaction(signal, 0, &now));
  const char *flags = number(now.sa_flags & ~0x04000000 /* SA_RESTORER, which libc adds */, 16);
  return join(now.sa_handler == SIG_DFL ? "SIG_DFL " : now.sa_handler == SIG_IGN ? "SIG_IGN " : "handler ", flags);
}

static int before(void) {
  static char stack[16384];
  sigset_t block;
  struct sigaction act = {.sa_handler = handler, .sa_flags = SA_RESTART | SA_NODEFER};
  must(sigaction(SIGUSR1, &act, 0));
  must(sigaction(SIGHUP, &act, 0));
  must(signal(SIGUSR2, SIG_IGN) == SIG_ERR ? -1 : 0);
  must(signal(SIGCHLD, SIG_IGN) == SIG_ERR ? -1 : 0);
  must(sigaltstack(&(stack_t){.ss_sp = stack, .ss_size = sizeof stack}, 0));
  sigemptyset(&block);
  sigaddset(&block, SIGUSR1);
  sigaddset(&block, SIGTERM);
  must(sigprocmask(SIG_SETMASK, &block, 0));
  must(kill(getpid(), SIGUSR1));
  return (int)must(execve("/proc/self/exe", (char *[]){"again", "after", 0}, (char *[]){0}));
}

int main(int argc, char **argv) {
  sigset_t set;
  stack_t stack;
  if (argc < 2 || strcmp(argv[1], "after")) return before();
  check("caught", action_of(SIGUSR1), "SIG_DFL 0x0");
  check("caught_too", action_of(SIGHUP), "SIG_DFL 0x0");
  check("ignored", action_of(SIGUSR2), "SIG_IGN 0x0");
  check("ignored_child", action_of(SIGCHLD), "SIG_IGN 0x0");
  check("untouched", action_of(SIGINT), "SIG_DFL 0x0");
  must(sigprocmask(SIG_BLOCK, 0, &set));
  check("mask", signal_set(&set), "SIGUSR1|SIGTERM");
  must(sigpending(&set));
  check("pending", signal_set(&set), "SIGUSR1");
  must(sigaltstack(0, &stack));
  check("alternate_stack", FLAGS(stack.ss_flags, NAME(SS_ONSTACK), NAME(SS_DISABLE)), "SS_DISABLE");
  must(signal(SIGUSR1, SIG_IGN) == SIG_ERR ? -1 : 0);
  return verdict();
}
