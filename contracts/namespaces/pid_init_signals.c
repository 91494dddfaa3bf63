/* Contract:  Process 1 of a pid namespace gets from inside only the signals that it handles; from outside also SIGKILL
 *            and SIGSTOP, but no other default action. Its own faults kill it.
 * Source:    pid_namespaces(7), "The namespace init process"; sig_task_ignored in kernel/signal.c
 * Covers:    clone kill wait4 rt_sigaction
 * Requires:  namespaces
 */
#include "contract.h"
#include "texts.h"

static volatile sig_atomic_t caught, sender = -1;
static int ready[2], go[2];

static void handler(int signal, siginfo_t *info, void *context) {
  (void)context;
  caught = signal;
  sender = info->si_pid;
}

/* Process 1 sends itself what would end any other; a child of its does, too. */
static int init(void) {
  char byte;
  sigset_t usr2, pending;
  if (kill(1, SIGKILL) || kill(getpid(), SIGTERM) || kill(getpid(), SIGSTOP)) return 1;
  pid_t child = fork();
  if (child == 0) _exit(kill(1, SIGKILL) || kill(1, SIGTERM) || kill(1, SIGSTOP));
  if (strcmp(reap(child), "exited 0")) return 2;
  sigemptyset(&usr2);
  sigaddset(&usr2, SIGUSR2);
  /* Blocked ones are kept, and do nothing once they are let through. */
  if (sigprocmask(SIG_BLOCK, &usr2, 0) || kill(1, SIGUSR2) || sigpending(&pending)) return 3;
  if (!sigismember(&pending, SIGUSR2) || sigprocmask(SIG_UNBLOCK, &usr2, 0)) return 4;
  if (sigaction(SIGUSR1, &(struct sigaction){.sa_sigaction = handler, .sa_flags = SA_SIGINFO}, 0)) return 5;
  child = fork();
  if (child == 0) _exit(kill(1, SIGUSR1) ? 1 : 0);
  if (strcmp(reap(child), "exited 0") || caught != SIGUSR1 || sender != 2 + 1) return 6;
  caught = 0;
  if (write(ready[1], "", 1) != 1) return 7;
  while (read(go[0], &byte, 1) != 1)
    if (errno != EINTR) return 8;
  return caught == SIGUSR1 && sender == 0 ? 0 : 9;
}

static pid_t start(void) {
  char byte;
  must(pipe(ready));
  pid_t child = (pid_t)must(syscall(SYS_clone, CLONE_NEWPID | SIGCHLD, 0, 0, 0, 0));
  if (child == 0) _exit(init());
  close(ready[1]);
  if (read(ready[0], &byte, 1) != 1) check("before_ready", reap(child), "");
  return child;
}

static const char *fault(void) {
  pid_t child = (pid_t)syscall(SYS_clone, CLONE_NEWPID | SIGCHLD, 0, 0, 0, 0);
  if (child == 0) {
    *(volatile int *)8 = 0;
    _exit(0);
  }
  return reap(child);
}

int main(void) {
  int status;
  must(pipe(go));
  pid_t child = start();
  check("term_from_outside", call(kill(child, SIGTERM)), "0");
  check("handled_from_outside", call(kill(child, SIGUSR1)), "0");
  must(write(go[1], "", 1));
  check("lived", reap(child), "exited 0");
  child = start();
  check("stop_from_outside", call(kill(child, SIGSTOP)), "0");
  must(waitpid(child, &status, WUNTRACED));
  check("stopped", wait_status(status), "stopped SIGSTOP");
  check("kill_from_outside", call(kill(child, SIGKILL)), "0");
  check("killed", reap(child), "killed SIGKILL");
  check("own_fault", said_by_child(0, fault), "killed SIGSEGV");
  return verdict();
}
