/* Contract:  F_SETOWN takes a process, a negative group, or 0 for none; F_SETOWN_EX and F_GETOWN_EX tell them apart,
 *            with threads.
 * Source:    fcntl(2), F_SETOWN, F_SETOWN_EX
 * Covers:    fcntl
 */
#include "contract.h"

struct owner {
  int type, pid;
};

enum { TID = 0, PID = 1, GROUP = 2 };

static struct owner owner;

static const char *set(int fd, int type, int pid) { return call(fcntl(fd, F_SETOWN_EX, &(struct owner){type, pid})); }

static const char *get(int fd) {
  if (fcntl(fd, F_GETOWN_EX, &owner) == -1) return error_name(errno);
  const char *type = ONE_OF(owner.type, NAME(TID), NAME(PID), NAME(GROUP));
  int us = owner.type == GROUP ? getpgrp() : getpid();
  return join(type, owner.pid == us ? " ours" : owner.pid == 0 ? " none" : " other");
}

int main(void) {
  scratch();
  int p[2];
  must(pipe(p));
  check("fresh", get(p[0]), "TID none");
  must(fcntl(p[0], F_SETOWN, getpid()));
  check("process", get(p[0]), "PID ours");
  must(fcntl(p[0], F_SETOWN, -getpgrp()));
  check("group", get(p[0]), "GROUP ours");
  must(fcntl(p[0], F_SETOWN, 0));
  check("none", owner.pid != 0 && fcntl(p[0], F_GETOWN) == 0, 1);
  check("ex_thread", set(p[0], TID, getpid()), "0");
  check("ex_thread_is", get(p[0]), "TID ours");
  check("ex_thread_getown", fcntl(p[0], F_GETOWN) == getpid(), 1);
  check("ex_group", set(p[0], GROUP, getpgrp()), "0");
  check("ex_group_is", get(p[0]), "GROUP ours");
  check("ex_bad_type", set(p[0], 9, getpid()), "EINVAL");
  check("ex_missing", set(p[0], PID, 4000000), "ESRCH");
  check("ex_none", set(p[0], PID, 0), "0");
  must(fcntl(p[0], F_SETOWN, -getpgrp()));
  long told = syscall(SYS_fcntl, p[0], F_GETOWN); /* a small group looks like an error to the library */
  check("group_is_negative", told == -getpgrp() || (told == -1 && errno == getpgrp()), 1);
  must(fcntl(p[0], F_SETOWN, 0));
  check("ex_none_is", fcntl(p[0], F_GETOWN), 0);
  check("ex_bad_pointer", call(fcntl(p[0], F_SETOWN_EX, (void *)16)), "EFAULT");
  must(fcntl(p[0], F_SETOWN, getpid()));
  int copy = (int)must(dup(p[0]));
  check("shared_by_dup", get(copy), "PID ours");
  check("other_end_has_its_own", fcntl(p[1], F_GETOWN), 0);
  pid_t child = (pid_t)must(fork());
  if (child == 0) _exit(0);
  must(fcntl(p[0], F_SETOWN, child));
  check("a_child", fcntl(p[0], F_GETOWN) == child, 1);
  reap(child);
  check("gone_with_it", fcntl(p[0], F_GETOWN), 0);
  int file = (int)must(open("file", O_CREAT | O_RDWR, 0600));
  check("files_have_owners_too", call(fcntl(file, F_SETOWN, getpid())), "0");
  check("file", get(file), "PID ours");
  check("path", call(fcntl((int)must(open("file", O_PATH)), F_SETOWN, getpid())), "EBADF");
  return verdict();
}
