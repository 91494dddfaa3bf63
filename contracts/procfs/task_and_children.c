/* Contract:  /proc/PID/task has a directory for each thread, with its own name and status; children lists the children of
 *            one thread; a thread's number leads to the process, though /proc does not list it.
 * Source:    proc_pid_task(5), proc_tid_children(5)
 * Covers:    getdents64 read readlink clone
 * Requires:  proc
 */
#include "contract.h"
#include "texts.h"
#include <dirent.h>
#include <pthread.h>

static int go[2], ready[2];
static pid_t tid;

static void *thread(void *nothing) {
  char byte;
  tid = (pid_t)syscall(SYS_gettid);
  put("/proc/thread-self/comm", "second");
  if (write(ready[1], "", 1) != 1 || read(go[0], &byte, 1) != 1) return thread;
  return nothing;
}

static int count(const char *path) {
  DIR *directory = opendir(path);
  int entries = 0;
  if (!directory) return -1;
  for (struct dirent *entry; (entry = readdir(directory));)
    if (entry->d_name[0] >= '0' && entry->d_name[0] <= '9') entries++;
  closedir(directory);
  return entries;
}

static int listed(pid_t pid) {
  DIR *directory = opendir("/proc");
  int found = 0;
  for (struct dirent *entry; (entry = readdir(directory));)
    if (atoi(entry->d_name) == pid) found = 1;
  closedir(directory);
  return found;
}

int main(void) {
  char byte;
  pthread_t other;
  struct stat status;
  must(pipe(go));
  must(pipe(ready));
  check("no_children", contents("/proc/thread-self/children"), "");
  pid_t child = (pid_t)must(fork());
  if (child == 0)
    for (;;) pause();
  check("child", strtol(contents("/proc/thread-self/children"), 0, 10) == child, 1);
  check("create", error_name(pthread_create(&other, 0, thread, 0)), "0");
  must(read(ready[0], &byte, 1));
  check("threads", count("/proc/self/task"), 2);
  must(stat("/proc/self/task", &status));
  check("links", (long)status.st_nlink, 4);
  const char *its = proc(getpid(), join("task/", number(tid, 10)));
  check("its_name", contents(join(its, "/comm")), "second");
  check("own_name", contents("/proc/self/comm"), "contract");
  check("its_children", contents(join(its, "/children")), "");
  check("its_pid", strtol(field(join(its, "/status"), "Pid:"), 0, 10) == tid, 1);
  check("its_process", strtol(field(join(its, "/status"), "Tgid:"), 0, 10) == getpid(), 1);
  check("as_a_name", strtol(field(proc(tid, "status"), "Tgid:"), 0, 10) == getpid(), 1);
  check("not_listed", listed(tid), 0);
  check("listed", listed(getpid()), 1);
  check("no_task_in_task", made(access(join(its, "/task"), F_OK)), "ENOENT");
  check("strangers", made(access(proc(getpid(), join("task/", number(child, 10))), F_OK)), "ENOENT");
  check("leading_zero", made(access(join("/proc/0", number(getpid(), 10)), F_OK)), "ENOENT");
  must(write(go[1], "", 1));
  pthread_join(other, 0);
  must(kill(child, SIGKILL));
  check("end", reap(child), "killed SIGKILL");
  return verdict();
}
