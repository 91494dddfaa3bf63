/* Contract:  /proc/PID/setgroups says whether setgroups may be called; it is denied for good, before group ids are mapped,
 *            and children inherit that. Without "deny" an unprivileged writer cannot map its group.
 * Source:    user_namespaces(7), "The /proc/PID/setgroups file"
 * Covers:    unshare setgroups write
 * Requires:  namespaces id-range
 */
#include "contract.h"
#include "texts.h"
#include <grp.h>

#define FILE_NAME "/proc/self/setgroups"

static const char *nested(void) {
  if (unshare(CLONE_NEWUSER)) return error_name(errno);
  return contents(FILE_NAME);
}

static const char *allow_again(void) { return put(FILE_NAME, "allow"); }

int main(void) {
  gid_t group = 5;
  check("at_first", contents(FILE_NAME), "allow");
  must(unshare(CLONE_NEWUSER));
  check("inherited", contents(FILE_NAME), "allow");
  check("before_map", call(setgroups(0, 0)), "EPERM");
  check("gid_map_without_deny", put("/proc/self/gid_map", "5 0 1\n"), "EPERM");
  check("nonsense", put(FILE_NAME, "perhaps"), "EINVAL");
  check("too_long", put(FILE_NAME, "denydeny"), "EINVAL");
  check("more", put(FILE_NAME, "denyx"), "EINVAL");
  check("allow", put(FILE_NAME, "allow"), "ok");
  check("deny", put(FILE_NAME, "deny \n"), "ok");
  check("says", contents(FILE_NAME), "deny");
  check("allow_after_deny", said_by_child(0, allow_again), "EPERM");
  check("gid_map_with_deny", put("/proc/self/gid_map", "5 0 1\n"), "ok");
  check("deny_after_map", put(FILE_NAME, "deny"), "EPERM");
  check("setgroups", call(setgroups(1, &group)), "EPERM");
  put("/proc/self/uid_map", "0 0 1\n");
  check("nested", said_by_child(0, nested), "deny");
  return verdict();
}
