/* Contract:  A watch of a directory reports its entries by name, IN_ISDIR for directories, and a rename as a pair
 *            with one cookie.
 * Source:    inotify(7)
 * Covers:    inotify_init1 inotify_add_watch read rename
 */
#include "inotify.h"

int main(void) {
  scratch();
  must(mkdir("dir", 0700));
  must(mkdir("other", 0700));
  int watcher = (int)must(inotify_init1(IN_NONBLOCK));
  must(inotify_add_watch(watcher, "dir", IN_ALL_EVENTS));
  must(close((int)must(creat("dir/file", 0600))));
  check("creat", drain(watcher), "IN_CREATE:file IN_OPEN:file IN_CLOSE_WRITE:file");
  must(mkdir("dir/sub", 0700));
  check("mkdir", drain(watcher), "IN_CREATE|IN_ISDIR:sub");
  must(symlink("x", "dir/link"));
  must(mkfifo("dir/fifo", 0600));
  check("symlink_and_fifo", drain(watcher), "IN_CREATE:link IN_CREATE:fifo");
  must(link("dir/file", "dir/twin"));
  check("link", drain(watcher), "IN_CREATE:twin");
  must(truncate("dir/file", 5));
  check("truncate", drain(watcher), "IN_MODIFY:file");
  must(chmod("dir/sub", 0755));
  check("chmod_of_directory", drain(watcher), "IN_ATTRIB|IN_ISDIR:sub");
  must(chmod("dir", 0755));
  check("chmod_of_itself", drain(watcher), "IN_ATTRIB|IN_ISDIR");
  must(close((int)must(open("dir", O_RDONLY))));
  check("open_of_itself", drain(watcher), "IN_OPEN|IN_ISDIR IN_CLOSE_NOWRITE|IN_ISDIR");
  must(close((int)must(creat("dir/sub/deep", 0600))));
  check("deeper_is_not_seen", drain(watcher), "EAGAIN");
  must(rename("dir/file", "other/file"));
  check("moved_out", drain(watcher), "IN_MOVED_FROM:file");
  must(rename("other/file", "dir/back"));
  check("moved_in", drain(watcher), "IN_MOVED_TO:back");
  must(unlink("dir/twin"));
  check("unlink", drain(watcher), "IN_DELETE:twin");
  must(rename("dir/back", "dir/new"));
  struct inotify_event *event, *second;
  static char buffer[256] __attribute__((aligned(8)));
  must(read(watcher, buffer, sizeof buffer));
  event = (void *)buffer;
  second = (void *)(buffer + sizeof *event + event->len);
  check("one_cookie", event->cookie != 0 && event->cookie == second->cookie, 1);
  check("name_is_padded_to", event->len, 16);
  must(rename("dir", "moved"));
  check("move_of_itself", drain(watcher), "IN_MOVE_SELF");
  must(unlink("moved/sub/deep"));
  must(rmdir("moved/sub"));
  check("rmdir", drain(watcher), "IN_DELETE|IN_ISDIR:sub");
  return verdict();
}
