/* Contract:  Masks and pending signals are each thread's own; a signal to the process goes to one that lets it in,
 *            a signal to a thread to that one alone.
 * Source:    signal(7), "Process-directed and thread-directed signals"; tgkill(2)
 * Covers:    tgkill kill rt_sigprocmask rt_sigpending
 */
#include "contract.h"

#include <pthread.h>

static volatile int handled_by, count, thread_tid;
static int told[2], go[2];

static void handler(int signal) {
  (void)signal;
  handled_by = (int)syscall(SYS_gettid);
  count++;
  (void)!write(told[1], "h", 1);
}

static void *open_thread(void *unused) {
  sigset_t none;
  char byte;
  sigemptyset(&none);
  pthread_sigmask(SIG_SETMASK, &none, 0);
  thread_tid = (int)syscall(SYS_gettid);
  (void)!write(told[1], "s", 1);
  while (read(go[0], &byte, 1) == -1 && errno == EINTR) {}
  return unused;
}

static const char *pending(void) {
  sigset_t set;
  must(sigpending(&set));
  return signal_set(&set);
}

int main(void) {
  sigset_t block;
  pthread_t thread;
  char byte;
  must(pipe(told));
  must(pipe(go));
  sigemptyset(&block);
  sigaddset(&block, SIGUSR1);
  must(sigaction(SIGUSR1, &(struct sigaction){.sa_handler = handler}, 0));
  must(pthread_sigmask(SIG_BLOCK, &block, 0) ? -1 : 0);
  must(pthread_create(&thread, 0, open_thread, 0) ? -1 : 0);
  must(read(told[0], &byte, 1));

  must(kill(getpid(), SIGUSR1));
  must(read(told[0], &byte, 1));
  check("process_signal_goes_to_open_thread", handled_by == thread_tid, 1);
  must(syscall(SYS_tgkill, getpid(), thread_tid, SIGUSR1));
  must(read(told[0], &byte, 1));
  check("thread_signal", handled_by == thread_tid, 1);
  must(syscall(SYS_tgkill, getpid(), getpid(), SIGUSR1));
  check("signal_to_blocking_main", count, 2);
  check("pending_at_main", pending(), "SIGUSR1");
  must(pthread_sigmask(SIG_UNBLOCK, &block, 0) ? -1 : 0);
  check("handled_by_main", handled_by == getpid(), 1);
  check("handled", count, 3);
  check("nothing_pending", pending(), "none");

  must(write(go[1], "x", 1));
  must(pthread_join(thread, 0) ? -1 : 0);
  /* The join returns when the thread is done with the C library; the kernel has its last steps still to do. */
  while (syscall(SYS_tgkill, getpid(), thread_tid, 0) == 0) sched_yield();
  check("to_ended_thread", call(syscall(SYS_tgkill, getpid(), thread_tid, 0)), "ESRCH");
  check("wrong_process", call(syscall(SYS_tgkill, 99999, getpid(), 0)), "ESRCH");
  check("negative", call(syscall(SYS_tgkill, getpid(), -1, 0)), "EINVAL");
  return verdict();
}
