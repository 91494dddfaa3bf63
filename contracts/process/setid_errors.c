/* Contract:  In a user namespace that maps only id 0, every set*id call takes 0 and "unchanged", and names of other ids
 *            are EINVAL; setgroups is EPERM; setfsuid never fails and answers the old id.
 * Source:    setuid(2), setresuid(2), setreuid(2), setfsuid(2), setgroups(2); user_namespaces(7)
 * Covers:    setuid setgid setreuid setregid setresuid setresgid setfsuid setfsgid setgroups getgroups
 * Requires:  root
 */
#include "contract.h"

#include <grp.h>

static const struct {
  const char *key;
  long number, a, b, c;
  const char *answer;
} rows[] = {
    {"setuid_0", SYS_setuid, 0, 0, 0, "0"},
    {"setuid_7", SYS_setuid, 7, 0, 0, "EINVAL"},
    {"setuid_unchanged", SYS_setuid, -1, 0, 0, "EINVAL"},
    {"setgid_0", SYS_setgid, 0, 0, 0, "0"},
    {"setgid_7", SYS_setgid, 7, 0, 0, "EINVAL"},
    {"setgid_unchanged", SYS_setgid, -1, 0, 0, "EINVAL"},
    {"setreuid_0_0", SYS_setreuid, 0, 0, 0, "0"},
    {"setreuid_unchanged", SYS_setreuid, -1, -1, 0, "0"},
    {"setreuid_0_7", SYS_setreuid, 0, 7, 0, "EINVAL"},
    {"setreuid_7_unchanged", SYS_setreuid, 7, -1, 0, "EINVAL"},
    {"setregid_0_0", SYS_setregid, 0, 0, 0, "0"},
    {"setregid_unchanged", SYS_setregid, -1, -1, 0, "0"},
    {"setregid_unchanged_7", SYS_setregid, -1, 7, 0, "EINVAL"},
    {"setresuid_0", SYS_setresuid, 0, 0, 0, "0"},
    {"setresuid_unchanged", SYS_setresuid, -1, -1, -1, "0"},
    {"setresuid_saved_7", SYS_setresuid, 0, -1, 7, "EINVAL"},
    {"setresgid_0", SYS_setresgid, 0, 0, 0, "0"},
    {"setresgid_unchanged", SYS_setresgid, -1, -1, -1, "0"},
    {"setresgid_saved_7", SYS_setresgid, -1, -1, 7, "EINVAL"},
    {"setfsuid_0", SYS_setfsuid, 0, 0, 0, "0"},
    {"setfsuid_7", SYS_setfsuid, 7, 0, 0, "0"},
    {"setfsuid_unchanged", SYS_setfsuid, -1, 0, 0, "0"},
    {"setfsgid_0", SYS_setfsgid, 0, 0, 0, "0"},
    {"setfsgid_7", SYS_setfsgid, 7, 0, 0, "0"},
    {"setfsgid_unchanged", SYS_setfsgid, -1, 0, 0, "0"},
    {"getresuid_bad_address", SYS_getresuid, 8, 8, 8, "EFAULT"},
    {"getresgid_bad_address", SYS_getresgid, 8, 8, 8, "EFAULT"},
};

int main(void) {
  uid_t uid, effective, saved;
  gid_t group = 0;
  for (size_t i = 0; i < sizeof rows / sizeof *rows; i++)
    check(rows[i].key, call(syscall(rows[i].number, rows[i].a, rows[i].b, rows[i].c)), rows[i].answer);
  must(getresuid(&uid, &effective, &saved));
  check("still_0", uid + effective + saved, 0);
  check("setgroups", call(syscall(SYS_setgroups, 1, &group)), "EPERM");
  check("setgroups_none", call(syscall(SYS_setgroups, 0, 0)), "EPERM");
  check("getgroups_negative", call(getgroups(-1, &group)), "EINVAL");
  return verdict();
}
