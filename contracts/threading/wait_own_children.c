/* Contract:  With __WNOTHREAD a thread waits for the children that it made itself; when it ends they go to another
 *            thread of the process. Without it every thread may wait for them.
 * Source:    wait4(2), "__WNOTHREAD"; Linux, find_alive_thread
 * Covers:    wait4 waitid fork clone
 */
#include "contract.h"

#include <pthread.h>
#include <sys/wait.h>

static pid_t first, second;
static int told[2], done[2];
static const char *in_thread;

static void *forks(void *unused) {
  char byte;
  first = fork();
  if (first == 0) _exit(1);
  second = fork();
  if (second == 0) _exit(2);
  must(waitid(P_PID, (id_t)second, &(siginfo_t){0}, WEXITED | WNOWAIT)); /* both can be waited for now */
  must(waitid(P_PID, (id_t)first, &(siginfo_t){0}, WEXITED | WNOWAIT));
  must(write(told[1], "f", 1));
  must(read(done[0], &byte, 1));
  int status, result = waitpid(first, &status, __WNOTHREAD);
  in_thread = result == first ? wait_status(status) : call(result);
  return unused;
}

int main(void) {
  pthread_t thread;
  char byte;
  int status;
  siginfo_t info;
  must(pipe(told));
  must(pipe(done));
  must(pthread_create(&thread, 0, forks, 0) ? -1 : 0);
  must(read(told[0], &byte, 1));
  check("not_this_threads", call(waitpid(first, &status, __WNOTHREAD | WNOHANG)), "ECHILD");
  check("none_at_all", call(waitpid(-1, &status, __WNOTHREAD | WNOHANG)), "ECHILD");
  check("waitid_none", call(waitid(P_ALL, 0, &info, WEXITED | WNOHANG | __WNOTHREAD)), "ECHILD");
  check("without_the_flag", waitid(P_PID, (id_t)second, &info, WEXITED | WNOWAIT | WNOHANG) == 0 && info.si_pid == second, 1);
  pid_t own = (pid_t)must(fork());
  if (own == 0) _exit(3);
  check("own_child", waitpid(-1, &status, __WNOTHREAD) == own, 1);
  check("own_status", wait_status(status), "exited 3");
  must(write(done[1], "d", 1));
  must(pthread_join(thread, 0) ? -1 : 0);
  check("in_its_thread", in_thread, "exited 1");

  /* Joined is not yet ended: only then are its children ours. */
  for (;;) {
    pid_t result = waitpid(second, &status, __WNOTHREAD | WNOHANG);
    if (result == second) break;
    sched_yield();
  }
  check("inherited", wait_status(status), "exited 2");
  check("no_more", call(waitpid(-1, &status, __WNOTHREAD)), "ECHILD");
  return verdict();
}
