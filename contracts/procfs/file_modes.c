/* Contract:  What is in /proc/PID has its mode and owner: most may be read by all, some only by the owner, and some can be
 *            written; of a process that is not dumpable, root of the machine owns them.
 * Source:    proc(5), /proc/pid; tgid_base_stuff in fs/proc/base.c
 * Covers:    stat lstat prctl
 * Requires:  proc
 */
#include "contract.h"
#include "texts.h"
#include <sys/prctl.h>

static const char *kind_of(const char *path) {
  struct stat status;
  if (lstat(path, &status)) return error_name(errno);
  return join(mode(status.st_mode), join(" ", join(number(status.st_uid, 10), status.st_size ? " long" : "")));
}

static void all(const char *when, const char *const *names, size_t count) {
  for (size_t i = 0; i < count; i++) observe(join(when, names[i]), kind_of(join("/proc/self/", names[i])));
}

int main(void) {
  static const char *const names[] = {
      "auxv",    "cgroup",      "cmdline",    "comm",    "coredump_filter", "cwd",           "environ", "exe",
      "fdinfo",  "gid_map",     "io",         "limits",  "loginuid",        "maps",          "mem",     "mountinfo",
      "mounts",  "mountstats",  "ns",         "oom_adj", "oom_score",       "oom_score_adj", "pagemap", "personality", "projid_map", "sched",
      "root",    "schedstat",   "sessionid",  "setgroups", "smaps",         "smaps_rollup",  "stack",   "stat",
      "statm",   "status",      "syscall",    "task",    "timens_offsets",  "timerslack_ns", "uid_map", "wchan"};
  static const char *const threads[] = {"children", "comm", "io", "mountinfo", "ns", "stat"};
  all("", names, sizeof names / sizeof *names);
  for (size_t i = 0; i < sizeof threads / sizeof *threads; i++)
    observe(join("thread_", threads[i]), kind_of(join("/proc/thread-self/", threads[i])));
  check("only_of_threads", kind_of("/proc/self/children"), "ENOENT");
  check("only_of_processes", kind_of("/proc/thread-self/timerslack_ns"), "ENOENT");
  must(prctl(PR_SET_DUMPABLE, 0, 0, 0, 0));
  static const char *const some[] = {"environ", "exe", "fd", "ns", "stat", "status", "task", "fdinfo"};
  all("undumpable_", some, sizeof some / sizeof *some);
  check("still_ours", link_of("/proc/self/exe"), "/bin/contract");
  return verdict();
}
