/* Contract:  With PR_TIMER_CREATE_RESTORE_IDS timer_create makes a timer of the id that it is given: EBUSY when there is
 *            one, EINVAL for a negative id; later timers count on from there. Children start without it.
 * Source:    Linux, posix_timer_add_at; PR_TIMER_CREATE_RESTORE_IDS of prctl(2)
 * Covers:    timer_create timer_delete timer_gettime prctl
 * Linux:     since 6.15
 */
#include "contract.h"

#include <sys/syscall.h>

enum { RESTORE_IDS = 77, OFF = 0, ON, ASK };

static long restore(int what) { return syscall(SYS_prctl, (long)RESTORE_IDS, (long)what, 0l, 0l, 0l); }

static const char *create(int *id) { return call(syscall(SYS_timer_create, CLOCK_MONOTONIC, 0, id)); }

int main(void) {
  int id = 500;
  check("at_first", call(restore(ASK)), "0");
  check("plain", create(&id), "0");
  check("counts_from_zero", id, 0);
  check("unknown", call(restore(3)), "EINVAL");
  check("on", call(restore(ON)), "0");
  check("is_on", call(restore(ASK)), "1");
  id = 1000;
  check("named", create(&id), "0");
  check("has_its_id", id, 1000);
  check("again", create(&id), "EBUSY");
  id = 0;
  check("first_is_there", create(&id), "EBUSY");
  id = 5;
  check("before", create(&id), "0");
  id = -5;
  check("negative", create(&id), "EINVAL");
  check("nowhere", create((int *)8), "EFAULT");
  check("works", call(syscall(SYS_timer_gettime, 1000, &(struct itimerspec){0})), "0");
  pid_t child = (pid_t)must(fork());
  if (child == 0) _exit((int)restore(ASK));
  check("child", reap(child), "exited 0");
  check("off", call(restore(OFF)), "0");
  id = 1000;
  check("plain_again", create(&id), "0");
  check("counts_on_from_the_last", id, 6);
  check("delete", call(syscall(SYS_timer_delete, 1000)), "0");
  return verdict();
}
