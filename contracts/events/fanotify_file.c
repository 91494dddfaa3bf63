/* Contract:  A fanotify group with FAN_REPORT_FID, which any user may make, hears of what happens to the files and folders
 *            it marks, events of one file joined, and identifies them by handles instead of descriptors.
 * Source:    fanotify(7), fanotify_init(2), fanotify_mark(2)
 * Covers:    fanotify_init fanotify_mark read
 * Linux:     since 6.6
 */
#include "contract.h"
#include "fanotify.h"

int main(void) {
  scratch();
  must(mkdir("folder", 0700));
  int file = (int)must(open("file", O_CREAT | O_RDWR, 0600));
  must(close((int)must(open("folder/child", O_CREAT | O_RDWR, 0600))));
  int group = fanotify_group(REPORT_FID | GROUP_NONBLOCK | GROUP_CLOEXEC);
  check("group", made(group), "ok");
  check("flags", open_flags(fcntl(group, F_GETFL)), "O_RDWR|O_NONBLOCK");
  check("close_on_exec", descriptor_flags(fcntl(group, F_GETFD)), "FD_CLOEXEC");
  check("mark", call(fanotify_marks(group, MARK_ADD, EV_MODIFY | EV_ATTRIB | EV_OPEN | EV_CLOSE_WRITE, AT_FDCWD, "file")), "0");
  check("quiet", events(group), "EAGAIN");
  check("poll_quiet", poll_one(group, POLLIN, SOON), "timeout");
  must(write(file, "x", 1));
  check("poll", poll_one(group, POLLIN, SOON), "POLLIN");
  check("modify", events(group), "MODIFY:fid");
  must(write(file, "x", 1)), must(fchmod(file, 0640));
  check("joined", events(group), "MODIFY|ATTRIB:fid");
  close((int)must(open("file", O_WRONLY)));
  check("open_close", events(group), "CLOSE_WRITE|OPEN:fid");
  char byte;
  must(pread(file, &byte, 1, 0));
  check("not_asked_for", events(group), "EAGAIN");
  check("more", call(fanotify_marks(group, MARK_ADD, EV_ACCESS, AT_FDCWD, "file")), "0");
  must(pread(file, &byte, 1, 0)), must(write(file, "x", 1));
  check("both", events(group), "ACCESS|MODIFY:fid");
  check("less", call(fanotify_marks(group, MARK_REMOVE, EV_MODIFY, AT_FDCWD, "file")), "0");
  must(write(file, "x", 1));
  check("removed_event", events(group), "EAGAIN");
  check("folder", call(fanotify_marks(group, MARK_ADD, EV_CREATE | EV_OPEN | EV_ONDIR, AT_FDCWD, "folder")), "0");
  must(mkdir("folder/new", 0700));
  check("create_folder", events(group), "CREATE|ONDIR:fid");
  close((int)must(open("folder/made", O_CREAT | O_WRONLY, 0600)));
  check("create_file", events(group), "CREATE:fid");
  close((int)must(open("folder/child", O_RDONLY)));
  check("children_unasked", events(group), "EAGAIN");
  check("children", call(fanotify_marks(group, MARK_ADD, EV_OPEN | EV_ON_CHILD, AT_FDCWD, "folder")), "0");
  close((int)must(open("folder/child", O_RDONLY)));
  check("child_opened", events(group), "OPEN:fid");
  check("flush", call(fanotify_marks(group, MARK_FLUSH, 0, AT_FDCWD, 0)), "0");
  must(fchmod(file, 0600));
  check("flushed", events(group), "EAGAIN");
  check("gone_mark", call(fanotify_marks(group, MARK_REMOVE, EV_OPEN, AT_FDCWD, "file")), "ENOENT");
  char small[16];
  must(fanotify_marks(group, MARK_ADD, EV_ATTRIB | EV_DELETE_SELF, AT_FDCWD, "file"));
  must(fchmod(file, 0640));
  check("small_buffer", call(read(group, small, 16)), "EINVAL");
  check("attribute", events(group), "ATTRIB:fid");
  must(unlink("file"));
  check("link_count", events(group), "ATTRIB:fid");
  close(file);
  check("deleted", events(group), "DELETE_SELF:fid");
  return verdict();
}
