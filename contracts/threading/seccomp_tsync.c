/* Contract:  A filter is its thread's own; SECCOMP_FILTER_FLAG_TSYNC gives all threads the caller's filters and no_new_privs,
 *            unless one has a filter that the caller has not: its id is answered, or ESRCH. A killed thread ends alone.
 * Source:    seccomp(2), SECCOMP_FILTER_FLAG_TSYNC, SECCOMP_RET_KILL_THREAD
 * Covers:    seccomp prctl set_tid_address
 */
#include "../process/seccomp.h"

#include <pthread.h>

static int asked[2], told[2], tid;
/* Cleared and woken at the thread's end, whatever the reason (set_tid_address). */
static volatile int lives = 1;

/* Answers orders: 'p' asks for the parent, 'n' for no_new_privs, 'f' attaches a filter, 'k' is to be killed. */
static void *obeys(void *unused) {
  char order;
  (void)unused;
  tid = (int)syscall(SYS_set_tid_address, &lives);
  while (read(asked[0], &order, 1) == 1 && order != 'q') {
    int answer = 0;
    if (order == 'p') answer = syscall(SYS_getppid) == -1 ? errno : 0;
    if (order == 'n') answer = prctl(PR_GET_NO_NEW_PRIVS, 0, 0, 0, 0);
    if (order == 'f') answer = (int)treat(SYS_getpgid, RET_ERRNO | EDOM, 0);
    if (order == 'k') syscall(SYS_getsid, 0);
    (void)!write(told[1], &answer, sizeof answer);
  }
  return 0;
}

static const char *order(char what) {
  int answer;
  must(write(asked[1], &what, 1));
  must(read(told[0], &answer, sizeof answer));
  return error_name(answer);
}

int main(void) {
  pthread_t thread;
  must(pipe(asked));
  must(pipe(told));
  must(pthread_create(&thread, 0, obeys, 0) ? -1 : 0);
  check("thread_lives", order('n'), "0");
  no_new_privileges();
  check("own", call(treat(SYS_getppid, RET_ERRNO | EXDEV, 0)), "0");
  check("refused_here", call(syscall(SYS_getppid)), "EXDEV");
  check("not_there", order('p'), "0");
  check("for_all", call(treat(SYS_getsid, RET_KILL_THREAD, TSYNC)), "0");
  check("refused_there", order('p'), "EXDEV");
  check("no_new_privs_there", number(strcmp(order('n'), "0") != 0, 10), "1");
  check("another_filter_there", order('f'), "0");
  check("cannot", treat(SYS_getuid, RET_ERRNO | EPERM, TSYNC) == tid, 1);
  check("cannot_esrch", call(treat(SYS_getuid, RET_ERRNO | EPERM, TSYNC | TSYNC_ESRCH)), "ESRCH");
  check("nothing_attached", made(syscall(SYS_getuid)), "ok");
  must(write(asked[1], "k", 1));
  while (lives) syscall(SYS_futex, &lives, 0, 1, 0);
  check("thread_lives_still", lives, 0);
  check("process_lives", call(syscall(SYS_getppid)), "EXDEV");
  return verdict();
}
