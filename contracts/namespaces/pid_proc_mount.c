/* Contract:  /proc shows the processes of the pid namespace of whoever mounted it: inside, process 1 and its children;
 *            a /proc of outside has no "self" for those who cannot be seen in it.
 * Source:    pid_namespaces(7), "/proc and PID namespaces"
 * Covers:    clone mount readlink getdents64
 * Requires:  namespaces
 */
#include "contract.h"
#include "texts.h"
#include <dirent.h>
#include <sys/mount.h>

static const char *processes(const char *path) {
  DIR *directory = opendir(path);
  char *out = contract_text();
  if (!directory) return error_name(errno);
  for (struct dirent *entry; (entry = readdir(directory));)
    if (entry->d_name[0] >= '0' && entry->d_name[0] <= '9') contract_append(contract_append(out, entry->d_name), " ");
  closedir(directory);
  return out;
}

static const char *inside(void) {
  pid_t child = fork();
  if (child == 0)
    for (;;) pause();
  must(mount("none", "proc", "proc", 0, 0));
  return processes("proc");
}

static const char *self(void) { return join(join(link_of("proc/self"), " "), link_of("proc/thread-self")); }
static const char *status(void) { return field("proc/1/status", "NSpid:"); }

static const char *mounted(const char *(*say)(void)) {
  must(mount("none", "proc", "proc", 0, 0));
  return say();
}

static const char *mounted_self(void) { return mounted(self); }
static const char *mounted_status(void) { return mounted(status); }

static const char *mount_alone(void) { return call(mount("none", "other", "proc", 0, 0)); }

static const char *without_own_pids(void) {
  if (unshare(CLONE_NEWUSER | CLONE_NEWNS)) return "unshare";
  return call(mount("none", "proc", "proc", 0, 0));
}

int main(void) {
  scratch();
  must(mkdir("proc", 0700));
  must(mkdir("other", 0700));
  check("inside", said_by_child(CLONE_NEWPID | CLONE_NEWNS, inside), "1 2 ");
  check("self", said_by_child(CLONE_NEWPID | CLONE_NEWNS, mounted_self), "1 1/task/1");
  check("status", said_by_child(CLONE_NEWPID | CLONE_NEWNS, mounted_status), "1");
  check("mount_for_all", said_by_child(CLONE_NEWPID, mount_alone), "0");
  check("unseen_self", link_of("other/self"), "ENOENT");
  check("not_ours_to_mount", said_by_child(0, without_own_pids), "EPERM");
  return verdict();
}
