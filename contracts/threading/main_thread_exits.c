/* Contract:  When the main thread exits alone the process lives on as long as another thread does, a zombie leader in
 *            /proc; its status is that of the last to go, or of exit_group; getpid stays.
 * Source:    pthread_exit(3); exit_group(2); kernel/exit.c
 * Covers:    exit exit_group wait4 kill tgkill
 */
#include "contract.h"

#include <pthread.h>

static int told[2], hold[2], how;
static pid_t leader;

static void *last(void *unused) {
  char byte;
  (void)!write(told[1], "x", 1);
  (void)!read(hold[0], &byte, 1);
  if (how == 0) syscall(SYS_exit, 5);
  if (how == 1) syscall(SYS_exit_group, 6);
  if (how == 2) syscall(SYS_exit_group, getpid() == leader && syscall(SYS_gettid) != leader ? 7 : 8);
  for (;;) pause();
  return unused;
}

/* The leader is gone when its state in /proc is Z. */
static void await_zombie(pid_t pid) {
  char stat[128];
  const char *state;
  do {
    int fd = (int)must(open(join(join("/proc/", number(pid, 10)), "/stat"), O_RDONLY));
    stat[must(read(fd, stat, sizeof stat - 1))] = 0;
    close(fd);
    state = strrchr(stat, ')');
    sched_yield();
  } while (!state || state[2] != 'Z');
}

static pid_t start(int kind) {
  char byte;
  how = kind;
  must(pipe(told));
  must(pipe(hold));
  pid_t child = (pid_t)must(fork());
  if (child == 0) {
    pthread_t thread;
    leader = getpid();
    close(hold[1]);
    if (pthread_create(&thread, 0, last, 0)) _exit(1);
    syscall(SYS_exit, 3);
  }
  must(read(told[0], &byte, 1));
  await_zombie(child);
  return child;
}

int main(void) {
  pid_t child = start(0);
  check("not_waited_for_yet", call(waitpid(child, 0, WNOHANG)), "0");
  check("takes_signal_0", call(kill(child, 0)), "0");
  must(close(hold[1]));
  check("exit_of_the_last", reap(child), "exited 5");
  child = start(1);
  must(close(hold[1]));
  check("exit_group", reap(child), "exited 6");
  child = start(2);
  must(close(hold[1]));
  check("pid_stays", reap(child), "exited 7");
  child = start(3);
  check("kill", call(kill(child, SIGTERM)), "0");
  check("killed", reap(child), "killed SIGTERM");
  return verdict();
}
