/* Contract:  With the last task of a mount namespace, unless somebody holds the namespace open, its mounts go, and file
 *            systems that are mounted nowhere else with them.
 * Source:    mount_namespaces(7); fs/namespace.c, put_mnt_ns
 * Covers:    unshare mount inotify_add_watch
 * Requires:  namespaces
 */
#include "contract.h"
#include "texts.h"
#include <sys/mount.h>

static pid_t child;
static int to_child[2], to_us[2];

/* A child with a tmpfs at "place" in a namespace of its own, until it is told to end. */
static void start(const char *key) {
  char byte;
  must(pipe(to_child)), must(pipe(to_us));
  if ((child = (pid_t)must(fork())) == 0) {
    if (unshare(CLONE_NEWNS) || mount("none", "place", "tmpfs", 0, 0) || write(to_us[1], "x", 1) != 1) _exit(1);
    close(to_child[1]);
    _exit(read(to_child[0], &byte, 1) != 0);
  }
  close(to_us[1]);
  check(key, call(read(to_us[0], &byte, 1)), "1");
}

int main(void) {
  scratch();
  must(mkdir("place", 0700));
  char path[200], events[64];
  start("mounted");
  int inotify = (int)must(syscall(SYS_inotify_init1, O_NONBLOCK));
  strcpy(path, join("/proc/", join(number(child, 10), "/cwd/place")));
  must(syscall(SYS_inotify_add_watch, inotify, path, 0x400));
  check("quiet", call(read(inotify, events, 16)), "EAGAIN");
  close(to_child[1]);
  check("ended", reap(child), "exited 0");
  check("told", poll_one(inotify, POLLIN, BOUND), "POLLIN");
  check("event", call(read(inotify, events, 16)), "16");
  check("unmounted", number(*(uint32_t *)(events + 4), 16), "0x40002000");
  start("mounted_again");
  strcpy(path, join("/proc/", join(number(child, 10), "/cwd/place")));
  inotify = (int)must(syscall(SYS_inotify_init1, O_NONBLOCK));
  must(syscall(SYS_inotify_add_watch, inotify, path, 0x400));
  int held = (int)must(open(proc(child, "ns/mnt"), O_RDONLY));
  close(to_child[1]);
  check("ended_too", reap(child), "exited 0");
  check("held", poll_one(inotify, POLLIN, SOON), "timeout");
  close(held);
  check("let_go", poll_one(inotify, POLLIN, BOUND), "POLLIN");
  return verdict();
}
