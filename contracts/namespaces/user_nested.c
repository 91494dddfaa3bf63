/* Contract:  A user namespace is made by whom its parent knows; the maker of one has all rights over it from outside, and
 *            the ids of each level are translated through all of them.
 * Source:    user_namespaces(7), "Nested namespaces", "Capabilities"; create_user_ns in kernel/user_namespace.c
 * Covers:    unshare setns getuid capset
 * Requires:  namespaces
 */
#include "contract.h"
#include "texts.h"

static int ready[2], go[2];

/* Two levels down; waits in between for its maps. */
static int inner(void) {
  char byte;
  if (unshare(CLONE_NEWUSER)) return 1;
  if (write(ready[1], "1", 1) != 1 || read(go[0], &byte, 1) != 1) return 2;
  if (getuid() != 10 || unshare(CLONE_NEWUSER)) return 3;
  if (write(ready[1], "2", 1) != 1 || read(go[0], &byte, 1) != 1) return 4;
  if (getuid() != 65534) return 5;
  if (strcmp(put("/proc/self/uid_map", "20 10 1\n"), "ok") || getuid() != 20) return 6;
  return write(ready[1], "3", 1) != 1 || read(go[0], &byte, 1) != 1;
}

static const char *unmapped_maker(void) {
  if (unshare(CLONE_NEWUSER)) return "first";
  return call(unshare(CLONE_NEWUSER));
}

static pid_t child;

static const char *enter_child(void) {
  int fd = open(proc(child, "ns/user"), O_RDONLY);
  if (setns(fd, CLONE_NEWUSER)) return error_name(errno);
  return join(number(getuid(), 10), join(" ", field("/proc/self/status", "CapEff:")));
}

/* Whoever made it needs no capability of its own. */
static const char *enter_as_owner(void) {
  uint32_t header[2] = {0x20080522, 0}, none[6] = {0};
  must(syscall(SYS_capset, header, none));
  return enter_child();
}

int main(void) {
  char byte;
  check("unmapped_maker", said_by_child(0, unmapped_maker), "EPERM");
  must(pipe(ready));
  must(pipe(go));
  child = (pid_t)must(fork());
  if (child == 0) _exit(inner());
  must(read(ready[0], &byte, 1));
  check("map_from_outside", put(proc(child, "uid_map"), "10 0 1\n"), "ok");
  put(proc(child, "setgroups"), "deny");
  check("group_from_outside", put(proc(child, "gid_map"), "10 0 1\n"), "ok");
  check("enter_as_owner", said_by_child(0, enter_as_owner), "10 000001ffffffffff");
  check("enter_first", said_by_child(0, enter_child), "10 000001ffffffffff");
  must(write(go[1], "", 1));
  must(read(ready[0], &byte, 1));
  check("map_from_two_above", put(proc(child, "uid_map"), "20 10 1\n"), "EPERM");
  must(write(go[1], "", 1));
  must(read(ready[0], &byte, 1));
  check("seen_from_outside", field(proc(child, "status"), "Uid:"), "0 0 0 0");
  check("map_seen_from_outside", field(proc(child, "uid_map"), " "), "20 0 1");
  check("enter_second", said_by_child(0, enter_child), "20 000001ffffffffff");
  must(write(go[1], "", 1));
  check("inner", reap(child), "exited 0");
  return verdict();
}
