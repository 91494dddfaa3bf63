/* Contract:  The first process of a pid namespace is number 1 there, without a parent, group or session that it could
 *            see; outside it has an ordinary number, and its status tells both. /proc/loadavg names the newest number of
 *            its reader's namespace.
 * Source:    pid_namespaces(7), "The namespace init process"; proc_pid_status(5), NSpid; proc_loadavg(5)
 * Covers:    clone getpid getppid getpgid getsid setsid gettid kill
 * Requires:  namespaces
 */
#include "contract.h"
#include "texts.h"

static const char *join3(long a, long b, long c) {
  return join(join(number(a, 10), " "), join(number(b, 10), join(" ", number(c, 10))));
}

static const char *numbers(void) { return join3(getpid(), getppid(), syscall(SYS_gettid)); }
static const char *groups(void) { return join3(getpgrp(), getsid(0), getpgid(1)); }
static const char *own_session(void) {
  pid_t session = setsid();
  return join3(session, getpgrp(), getsid(0));
}

static const char *second(void) {
  pid_t child = fork();
  if (child == 0) _exit(getpid() == 2 && getppid() == 1 ? 0 : 1);
  return join(join(number(child, 10), " "), reap(child));
}

static const char *newest(void) {
  const char *before = strrchr(contents("/proc/loadavg"), ' ');
  pid_t child = (pid_t)must(fork());
  if (child == 0) _exit(0);
  reap(child);
  return join(before, strrchr(contents("/proc/loadavg"), ' '));
}

static pid_t outer;

static const char *cannot_see(void) {
  return join(join(call(kill(outer, 0)), " "), join(call(getpgid(outer)), join(" ", call(syscall(SYS_sched_getscheduler, outer)))));
}

static int p[2];

static const char *status_of_nested(void) {
  char byte;
  pid_t child = (pid_t)must(syscall(SYS_clone, CLONE_NEWPID | SIGCHLD, 0, 0, 0, 0));
  if (child == 0) _exit(read(p[0], &byte, 1) != 1);
  const char *all = field(proc(child, "status"), "NSpid:"), *first = number(child, 10);
  const char *tail = strncmp(all, first, strlen(first)) ? all : all + strlen(first);
  const char *answer = join(tail, field(proc(child, "status"), "NSpgid:") ? " inside" : "");
  must(write(p[1], "", 1));
  reap(child);
  return answer;
}

int main(void) {
  outer = getpid();
  must(pipe(p));
  check("numbers", said_by_child(CLONE_NEWPID, numbers), "1 0 1");
  check("groups", said_by_child(CLONE_NEWPID, groups), "0 0 0");
  check("own_session", said_by_child(CLONE_NEWPID, own_session), "1 1 1");
  check("second", said_by_child(CLONE_NEWPID, second), "2 exited 0");
  check("newest", said_by_child(CLONE_NEWPID, newest), " 1 2");
  check("outside_is_unseen", said_by_child(CLONE_NEWPID, cannot_see), "ESRCH ESRCH ESRCH");
  check("status", status_of_nested(), " 1 inside");
  return verdict();
}
