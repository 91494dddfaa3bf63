/* Contract:  A watch reports what its mask names; a second one replaces it, IN_MASK_ADD adds, IN_ONESHOT ends it,
 *            others check.
 * Source:    inotify(7), inotify_add_watch(2)
 * Covers:    inotify_add_watch inotify_rm_watch
 */
#include "inotify.h"

#ifndef IN_MASK_CREATE
#define IN_MASK_CREATE 0x10000000
#endif

static void touch(const char *path) {
  int fd = (int)must(open(path, O_RDWR));
  must(write(fd, "x", 1));
  must(close(fd));
}

int main(void) {
  scratch();
  must(close((int)must(creat("file", 0600))));
  must(mkdir("dir", 0700));
  must(symlink("file", "link"));
  int w = (int)must(inotify_init1(IN_NONBLOCK));
  check("only_modify", call(inotify_add_watch(w, "file", IN_MODIFY)), "1");
  touch("file");
  check("modify", drain(w), "IN_MODIFY");
  check("replace", call(inotify_add_watch(w, "file", IN_CLOSE_WRITE)), "1");
  touch("file");
  check("replaced", drain(w), "IN_CLOSE_WRITE");
  check("add", call(inotify_add_watch(w, "file", IN_OPEN | IN_MASK_ADD)), "1");
  touch("file");
  check("added", drain(w), "IN_OPEN IN_CLOSE_WRITE");
  check("mask_create_existing", call(inotify_add_watch(w, "file", IN_OPEN | IN_MASK_CREATE)), "EEXIST");
  check("mask_create_and_add", call(inotify_add_watch(w, "file", IN_OPEN | IN_MASK_CREATE | IN_MASK_ADD)), "EINVAL");
  check("through_link_is_the_same", call(inotify_add_watch(w, "link", IN_OPEN)), "1");
  check("link_itself", call(inotify_add_watch(w, "link", IN_ALL_EVENTS | IN_DONT_FOLLOW)), "2");
  check("remove", call(inotify_rm_watch(w, 1)), "0");
  check("ignored", drain(w), "IN_IGNORED");
  check("numbers_are_not_used_again", call(inotify_add_watch(w, "file", IN_MODIFY | IN_ONESHOT)), "3");
  touch("file");
  touch("file");
  check("one_shot", drain(w), "IN_MODIFY IN_IGNORED");
  check("one_shot_removed", call(inotify_rm_watch(w, 3)), "EINVAL");
  check("onlydir_of_file", call(inotify_add_watch(w, "file", IN_OPEN | IN_ONLYDIR)), "ENOTDIR");
  check("onlydir", call(inotify_add_watch(w, "dir", IN_MODIFY | IN_ONLYDIR)), "4");
  check("no_events", call(inotify_add_watch(w, "file", 0)), "EINVAL");
  check("flags_alone", call(inotify_add_watch(w, "file", IN_MASK_ADD)), "5");
  check("missing", call(inotify_add_watch(w, "none", IN_OPEN)), "ENOENT");
  check("bad_path", call(inotify_add_watch(w, (char *)16, IN_OPEN)), "EFAULT");
  check("closed", call(inotify_add_watch(99, "file", IN_OPEN)), "EBADF");
  check("other_file", call(inotify_add_watch(0, "file", IN_OPEN)), "EINVAL");
  int u = (int)must(inotify_init1(IN_NONBLOCK)), kept = (int)must(open("dir/a", O_CREAT | O_RDWR, 0600));
  check("of_directory", call(inotify_add_watch(u, "dir", IN_MODIFY)), "1");
  must(unlink("dir/a"));
  must(write(kept, "x", 1));
  check("unlinked_child_is_told", drain(u), "IN_MODIFY:a");
  check("excl_unlink", call(inotify_add_watch(u, "dir", IN_MODIFY | IN_EXCL_UNLINK)), "1");
  must(write(kept, "x", 1));
  check("unlinked_child_is_not_told", drain(u), "EAGAIN");
  check("remove_unknown", call(inotify_rm_watch(w, 77)), "EINVAL");
  check("remove_other_file", call(inotify_rm_watch(0, 1)), "EINVAL");
  check("remove_closed", call(inotify_rm_watch(99, 1)), "EBADF");
  return verdict();
}
