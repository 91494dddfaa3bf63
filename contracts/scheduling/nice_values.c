/* Contract:  setpriority makes nicer, by process, group or user, within -20 to 19; making less nice is EACCES; children
 *            inherit; each thread has its own.
 * Source:    getpriority(2), ERRORS, "C library/kernel differences"
 * Covers:    getpriority setpriority
 */
#include "contract.h"

#include <sys/resource.h>

static const char *nice_of(int which, id_t who) {
  errno = 0;
  long raw = syscall(SYS_getpriority, which, who);
  return raw < 0 ? error_name(errno) : number(20 - raw, 10);
}

static const char *set(int which, id_t who, int value) { return call(syscall(SYS_setpriority, which, who, value)); }

int main(void) {
  int hold[2];
  char byte;
  check("at_first", nice_of(PRIO_PROCESS, 0), "0");
  check("raw_answer", call(syscall(SYS_getpriority, PRIO_PROCESS, 0)), "20");
  check("nicer", set(PRIO_PROCESS, 0, 5), "0");
  check("is_nicer", nice_of(PRIO_PROCESS, (id_t)getpid()), "5");
  check("same", set(PRIO_PROCESS, 0, 5), "0");
  check("less_nice", set(PRIO_PROCESS, 0, 4), "EACCES");
  check("negative", set(PRIO_PROCESS, 0, -5), "EACCES");
  check("not_changed", nice_of(PRIO_PROCESS, 0), "5");

  must(pipe(hold));
  pid_t child = (pid_t)must(fork());
  if (child == 0) {
    close(hold[1]);
    (void)!read(hold[0], &byte, 1);
    _exit(0);
  }
  must(setpgid(child, child));
  check("inherited", nice_of(PRIO_PROCESS, (id_t)child), "5");
  check("other_process", set(PRIO_PROCESS, (id_t)child, 8), "0");
  check("its_group", nice_of(PRIO_PGRP, (id_t)child), "8");
  check("set_group", set(PRIO_PGRP, (id_t)child, 9), "0");
  check("group_set", nice_of(PRIO_PROCESS, (id_t)child), "9");
  check("own_group", nice_of(PRIO_PGRP, 0), "5");
  must(close(hold[1]));
  check("child", reap(child), "exited 0");

  check("too_large_is_19", set(PRIO_PROCESS, 0, 1000), "0");
  check("is_19", nice_of(PRIO_PROCESS, 0), "19");
  check("no_kind", nice_of(3, 0), "EINVAL");
  check("negative_kind", nice_of(-1, 0), "EINVAL");
  check("nobody", nice_of(PRIO_PROCESS, 99999), "ESRCH");
  check("no_group", nice_of(PRIO_PGRP, 99999), "ESRCH");
  check("set_nobody", set(PRIO_PROCESS, 99999, 5), "ESRCH");
  check("set_no_kind", set(3, 0, 5), "EINVAL");
  return verdict();
}
