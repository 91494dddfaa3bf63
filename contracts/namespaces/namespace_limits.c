/* Contract:  /proc/sys/user/max_*_namespaces limits how many namespaces of a kind a user namespace may hold; its own root
 *            sets it, and beyond it is ENOSPC.
 * Source:    namespaces(7), "The /proc/sys/user directory"
 * Covers:    unshare clone
 * Requires:  namespaces
 */
#include "contract.h"
#include "texts.h"

#define LIMIT(kind) "/proc/sys/user/max_" kind "_namespaces"

static const char *another_uts(void) { return call(unshare(CLONE_NEWUTS)); }

static const char *from_below(void) {
  if (unshare(CLONE_NEWUSER)) return "unshare";
  return join(join(contents(LIMIT("uts")), " "), call(unshare(CLONE_NEWUTS)));
}

int main(void) {
  must(unshare(CLONE_NEWUSER));
  put("/proc/self/setgroups", "deny");
  must(strcmp(put("/proc/self/uid_map", "0 0 1"), "ok") ? -1 : 0);
  must(strcmp(put("/proc/self/gid_map", "0 0 1"), "ok") ? -1 : 0);
  check("at_first", contents(LIMIT("uts")), "2147483647");
  check("set", put(LIMIT("uts"), "1\n"), "ok");
  check("now", contents(LIMIT("uts")), "1");
  check("one", call(unshare(CLONE_NEWUTS)), "0");
  check("two", said_by_child(0, another_uts), "ENOSPC");
  check("below", said_by_child(0, from_below), "2147483647 ENOSPC");
  check("others", call(unshare(CLONE_NEWIPC)), "0");
  check("negative", put(LIMIT("uts"), "-1"), "EINVAL");
  check("too_large", put(LIMIT("uts"), "2147483648"), "EINVAL");
  check("words", put(LIMIT("uts"), "many"), "EINVAL");
  check("raise", put(LIMIT("uts"), "2"), "ok");
  check("two_now", said_by_child(0, another_uts), "0");
  check("gone_again", said_by_child(0, another_uts), "0");
  check("no_users", put(LIMIT("user"), "0"), "ok");
  check("user", call(unshare(CLONE_NEWUSER)), "ENOSPC");
  check("no_pids", put(LIMIT("pid"), "0"), "ok");
  check("pid", said_by_child(CLONE_NEWPID, another_uts), "ENOSPC");
  return verdict();
}
