/* Contract:  inotify tells of a change of cgroup.events as a modification.
 * Source:    Documentation/admin-guide/cgroup-v2.rst, "Core Interface Files", cgroup.events
 * Behaviour: B50
 * Covers:    inotify_add_watch read
 * Requires:  cgroups
 */
#include "cgroups.h"
#include <sys/inotify.h>

static const char *next(int fd) {
  struct inotify_event event;
  if (strcmp(poll_one(fd, POLLIN, BOUND), "POLLIN")) return "timeout";
  must(read(fd, &event, sizeof event));
  return FLAGS(event.mask, NAME(IN_MODIFY), NAME(IN_IGNORED), NAME(IN_DELETE_SELF), NAME(IN_ATTRIB));
}

int main(void) {
  enter_hierarchy();
  must(mkdir("a", 0755));
  int fd = (int)must(inotify_init1(IN_CLOEXEC));
  check("watch", made(inotify_add_watch(fd, "a/cgroup.events", IN_MODIFY)), "ok");
  check("quiet", poll_one(fd, POLLIN, SOON), "timeout");
  pid_t child = sleeper("a");
  check("populated", next(fd), "IN_MODIFY");
  end(child);
  check("emptied", next(fd), "IN_MODIFY");
  must(rmdir("a"));
  return verdict();
}
