/* Contract:  A signal to the process goes to a thread that does not block it; one to a thread stays with it; each thread
 *            has its own mask, pending set and alternate stack, and inherits the mask of its maker.
 * Source:    signal(7), "Signal mask and pending signals"; pthreads(7)
 * Covers:    kill tgkill rt_sigprocmask rt_sigpending sigaltstack
 */
#include "contract.h"

#include <pthread.h>

static int told[2], hold[2], tid;
static volatile int handled_by, inherited, stack_disabled;
static char stack[16384];

static void handler(int signal) {
  (void)signal;
  handled_by = (int)syscall(SYS_gettid);
}

static void *opens(void *unused) {
  sigset_t set;
  stack_t now;
  char byte;
  tid = (int)syscall(SYS_gettid);
  pthread_sigmask(SIG_BLOCK, 0, &set);
  inherited = sigismember(&set, SIGUSR1);
  sigaltstack(0, &now);
  stack_disabled = now.ss_flags == SS_DISABLE;
  sigdelset(&set, SIGUSR1);
  pthread_sigmask(SIG_SETMASK, &set, 0);
  (void)!write(told[1], "x", 1);
  while (read(hold[0], &byte, 1) < 0) {}
  (void)!write(told[1], "y", 1);
  return unused;
}

int main(void) {
  sigset_t set, pending;
  pthread_t thread;
  char byte;
  must(pipe(told));
  must(pipe(hold));
  must(sigaltstack(&(stack_t){.ss_sp = stack, .ss_size = sizeof stack}, 0));
  must(sigaction(SIGUSR1, &(struct sigaction){.sa_handler = handler}, 0));
  sigemptyset(&set);
  sigaddset(&set, SIGUSR1);
  must(sigprocmask(SIG_BLOCK, &set, 0));
  must(pthread_create(&thread, 0, opens, 0) ? -1 : 0);
  must(read(told[0], &byte, 1));
  check("mask_inherited", inherited, 1);
  check("alternate_stack_not", stack_disabled, 1);
  await_sleep(tid);
  must(kill(getpid(), SIGUSR1));
  must(write(hold[1], "x", 1));
  must(read(told[0], &byte, 1));
  check("taken_by_the_open_thread", handled_by == tid, 1);
  must(sigpending(&pending));
  check("nothing_pending_here", signal_set(&pending), "none");
  must(pthread_join(thread, 0) ? -1 : 0);

  handled_by = 0;
  must(pthread_create(&thread, 0, opens, 0) ? -1 : 0);
  must(read(told[0], &byte, 1));
  must(syscall(SYS_tgkill, getpid(), getpid(), SIGUSR1));
  must(write(hold[1], "x", 1));
  must(read(told[0], &byte, 1));
  must(pthread_join(thread, 0) ? -1 : 0);
  check("stays_with_its_thread", handled_by, 0);
  must(sigpending(&pending));
  check("pending_here", signal_set(&pending), "SIGUSR1");
  must(sigprocmask(SIG_UNBLOCK, &set, 0));
  check("handled_here", handled_by == getpid(), 1);
  return verdict();
}
