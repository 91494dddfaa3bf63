/* Contract:  A mount namespace made together with a user namespace is less trusted: shared mounts become slaves in it, and
 *            nothing inherited can be taken away, only covered.
 * Source:    mount_namespaces(7), "Restrictions on mount namespaces"
 * Covers:    unshare mount umount2
 * Requires:  namespaces
 */
#include "contract.h"
#include "texts.h"
#include <sys/mount.h>

static int ready[2], go[2];

static const char *present(const char *path) { return access(path, F_OK) ? "no" : "yes"; }

static const char *inside(void) {
  char byte;
  if (unshare(CLONE_NEWUSER | CLONE_NEWNS)) return "unshare";
  put("/proc/self/uid_map", "0 0 1");
  put("/proc/self/setgroups", "deny");
  put("/proc/self/gid_map", "0 0 1");
  const char *away = call(umount("kept")), *lazily = call(umount2("kept", MNT_DETACH));
  const char *moved = call(mount("kept", "place", 0, MS_MOVE, 0));
  const char *bound = call(mount(".", "place", 0, MS_BIND, 0));
  const char *all = call(mount(".", "place", 0, MS_BIND | MS_REC, 0));
  const char *own = call(mount("none", "place", "tmpfs", 0, 0));
  const char *own_away = call(umount("place"));
  must(mount("none", "shared/inner", "tmpfs", 0, 0));
  must(mkdir("shared/inner/mine", 0700));
  must(write(ready[1], "", 1));
  must(read(go[0], &byte, 1));
  const char *came = present("shared/outer/theirs");
  char *line = contract_text();
  const char *parts[] = {away, lazily, moved, bound, all, own, own_away, came};
  for (size_t i = 0; i < sizeof parts / sizeof *parts; i++) contract_append(contract_append(line, parts[i]), " ");
  return line;
}

int main(void) {
  char byte, line[200];
  int p[2];
  scratch();
  must(mkdir("kept", 0700));
  must(mkdir("place", 0700));
  must(mkdir("shared", 0700));
  must(mount("none", "kept", "tmpfs", 0, 0));
  must(mount("none", "shared", "tmpfs", 0, 0));
  must(mkdir("shared/inner", 0700));
  must(mkdir("shared/outer", 0700));
  must(mount(0, "shared", 0, MS_SHARED, 0));
  must(pipe(ready));
  must(pipe(go));
  must(pipe(p));
  pid_t child = (pid_t)must(fork());
  if (child == 0) {
    const char *said = inside();
    _exit(write(p[1], said, strlen(said)) < 0);
  }
  must(read(ready[0], &byte, 1));
  check("nothing_comes_out", present("shared/inner/mine"), "no");
  must(mount("none", "shared/outer", "tmpfs", 0, 0));
  must(mkdir("shared/outer/theirs", 0700));
  must(write(go[1], "", 1));
  check("inside", text(line, read(p[0], line, sizeof line)), "EINVAL EINVAL EINVAL EINVAL 0 0 0 yes ");
  reap(child);
  check("outside_may", call(umount("kept")), "0");
  return verdict();
}
