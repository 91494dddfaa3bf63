/* Contract:  Owner, group, supplementary groups and others: the first class that fits decides, for files and their directories.
 * Source:    path_resolution(7), credentials(7)
 * Covers:    open chmod chown setgroups
 * Requires:  id-range
 */
#include "contract.h"

#include <grp.h>

static gid_t extra;

static const char *as(unsigned user, unsigned group, const char *path, int flags) {
  pid_t child = (pid_t)must(fork());
  if (child == 0) {
    if (setgroups(extra != 0, &extra) || setresgid(group, group, group) || setresuid(user, user, user)) _exit(255);
    if (flags == -1) _exit(chmod(path, 0666) ? errno : 0);
    if (flags == -2) _exit(chown(path, user, group) ? errno : 0);
    if (flags == -3) _exit(utimensat(AT_FDCWD, path, 0, 0) ? errno : 0);
    if (flags == -4) _exit(utimensat(AT_FDCWD, path, (struct timespec[]){{1, 0}, {1, 0}}, 0) ? errno : 0);
    _exit(open(path, flags) == -1 ? errno : 0);
  }
  int status;
  must(waitpid(child, &status, 0));
  return error_name(WEXITSTATUS(status));
}

int main(void) {
  scratch();
  must(chmod(".", 0755));
  must(close((int)must(creat("file", 0600))));
  must(chown("file", 1000, 2000));
  must(chmod("file", 0460));
  check("owner_reads", as(1000, 1, "file", O_RDONLY), "0");
  check("owner_writes", as(1000, 2000, "file", O_WRONLY), "EACCES");
  check("group_writes", as(1001, 2000, "file", O_RDWR), "0");
  check("others_read", as(1001, 1, "file", O_RDONLY), "EACCES");
  extra = 2000;
  check("supplementary_group", as(1001, 1, "file", O_RDWR), "0");
  extra = 0;
  check("user_0", as(0, 0, "file", O_RDWR), "0");
  must(chmod("file", 0604));
  check("group_is_not_others", as(1001, 2000, "file", O_RDONLY), "EACCES");
  check("others_now_read", as(1001, 1, "file", O_RDONLY), "0");
  check("others_chmod", as(1001, 2000, "file", -1), "EPERM");
  check("others_chown", as(1001, 2000, "file", -2), "EPERM");
  check("owner_gives_to_own_group", as(1000, 1, "file", -2), "0");
  check("others_touch", as(1001, 1, "file", -3), "EACCES");
  check("others_set_times", as(1001, 1, "file", -4), "EPERM");
  must(chmod("file", 0606));
  check("who_may_write_may_touch", as(1001, 77, "file", -3), "0");
  check("but_not_set_times", as(1001, 77, "file", -4), "EPERM");
  check("o_noatime_of_others", as(1001, 77, "file", O_RDONLY | O_NOATIME), "EPERM");
  check("o_noatime_of_owner", as(1000, 77, "file", O_RDONLY | O_NOATIME), "0");
  must(mkdir("dir", 0755));
  must(chown("dir", 1000, 2000));
  must(chmod("dir", 0701));
  must(close((int)must(creat("dir/file", 0644))));
  check("others_pass", as(1001, 1, "dir/file", O_RDONLY), "0");
  check("group_does_not", as(1001, 2000, "dir/file", O_RDONLY), "EACCES");
  return verdict();
}
