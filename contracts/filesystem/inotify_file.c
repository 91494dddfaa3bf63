/* Contract:  A watch of a file reports opening, reading, writing, attributes, closing by kind, moving and deletion.
 * Source:    inotify(7)
 * Covers:    inotify_init1 inotify_add_watch inotify_rm_watch read
 */
#include "inotify.h"

int main(void) {
  scratch();
  int fd = (int)must(open("file", O_CREAT | O_RDWR, 0600)), watcher = (int)must(inotify_init1(IN_NONBLOCK));
  char byte;
  int watch = (int)must(inotify_add_watch(watcher, "file", IN_ALL_EVENTS));
  check("first_watch", watch, 1);
  check("nothing", drain(watcher), "EAGAIN");
  must(write(fd, "content", 7));
  check("write", drain(watcher), "IN_MODIFY");
  must(pread(fd, &byte, 1, 0));
  check("read", drain(watcher), "IN_ACCESS");
  must(pread(fd, &byte, 1, 100));
  check("read_at_end", drain(watcher), "EAGAIN");
  must(ftruncate(fd, 3));
  check("truncate", drain(watcher), "IN_MODIFY");
  must(fchmod(fd, 0640));
  check("chmod", drain(watcher), "IN_ATTRIB");
  must(futimens(fd, 0));
  check("utimens", drain(watcher), "IN_ATTRIB");
  must(close((int)must(open("file", O_RDONLY))));
  check("open_close", drain(watcher), "IN_OPEN IN_CLOSE_NOWRITE");
  must(close((int)must(open("file", O_WRONLY | O_TRUNC))));
  check("open_trunc_close", drain(watcher), "IN_OPEN IN_MODIFY IN_CLOSE_WRITE");
  must(close((int)must(open("file", O_PATH))));
  check("o_path", drain(watcher), "EAGAIN");
  must(link("file", "second"));
  check("link", drain(watcher), "IN_ATTRIB");
  must(rename("file", "moved"));
  check("rename", drain(watcher), "IN_MOVE_SELF");
  must(unlink("second"));
  check("unlink_one_name", drain(watcher), "IN_ATTRIB");
  must(unlink("moved"));
  check("unlink_last_name", drain(watcher), "IN_ATTRIB");
  must(close(fd));
  check("last_close", drain(watcher), "IN_CLOSE_WRITE IN_DELETE_SELF IN_IGNORED");
  check("watch_is_gone", call(inotify_rm_watch(watcher, watch)), "EINVAL");
  return verdict();
}
