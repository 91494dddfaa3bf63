/* Contract:  chown with -1 changes nothing but, of a file, drops set-user-id; a changed owner of one's own is 0;
 *            unmapped ids EINVAL.
 * Source:    chown(2), chown of unmapped ids: user_namespaces(7)
 * Covers:    chown fchown lchown fchownat
 */
#include "contract.h"

static const char *now(const char *path) {
  struct stat st;
  return lstat(path, &st) ? error_name(errno) : mode(st.st_mode);
}

static const char *again(const char *path, unsigned bits) {
  must(chmod(path, bits));
  return call(chown(path, -1, -1));
}

int main(void) {
  scratch();
  int fd = (int)must(open("file", O_CREAT | O_RDWR, 0600));
  must(mkdir("dir", 0700));
  must(symlink("file", "link"));
  must(symlink("none", "dangling"));
  check("nothing_asked", again("file", 06755), "0");
  check("set_ids_dropped", now("file"), "S_IFREG 0755");
  check("group_without_execute", again("file", 06644), "0");
  check("set_group_stays_without_execute", now("file"), "S_IFREG 02644");
  check("directory", again("dir", 06755), "0");
  check("directory_keeps_them", now("dir"), "S_IFDIR 06755");
  must(chmod("file", 04711));
  check("to_self", call(chown("file", 0, 0)), "0");
  check("to_self_dropped", now("file"), "S_IFREG 0711");
  must(chmod("file", 04711));
  check("fchown", call(fchown(fd, 0, -1)), "0");
  check("fchown_dropped", now("file"), "S_IFREG 0711");
  must(chmod("file", 04711));
  check("lchown_of_link", call(lchown("link", 0, 0)), "0");
  check("target_untouched", now("file"), "S_IFREG 04711");
  check("through_link", call(chown("link", 0, 0)), "0");
  check("target_touched", now("file"), "S_IFREG 0711");
  check("lchown_dangling", call(lchown("dangling", 0, 0)), "0");
  check("chown_dangling", call(chown("dangling", 0, 0)), "ENOENT");
  check("at_nofollow", call(fchownat(AT_FDCWD, "dangling", 0, 0, AT_SYMLINK_NOFOLLOW)), "0");
  check("unmapped_owner", call(chown("file", 4711, -1)), "EINVAL");
  check("unmapped_group", call(chown("file", -1, 4711)), "EINVAL");
  check("unmapped_missing", call(chown("missing", 4711, -1)), "ENOENT");
  check("unknown_flag", call(fchownat(AT_FDCWD, "file", 0, 0, 1)), "EINVAL");
  check("closed", call(fchown(99, 0, 0)), "EBADF");
  check("bad_pointer", call(chown((char *)16, 0, 0)), "EFAULT");
  check("through_file", call(chown("file/x", 0, 0)), "ENOTDIR");
  return verdict();
}
