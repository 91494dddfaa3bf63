/* Contract:  Without rights over the machine a fanotify group reports handles and has bounds: groups that decide
 *            about access, hand out descriptors or are unbounded are EPERM; what makes no sense is EINVAL.
 * Source:    fanotify_init(2), fanotify_mark(2), "ERRORS"; fs/notify/fanotify/fanotify_user.c
 * Covers:    fanotify_init fanotify_mark
 * Linux:     since 6.6
 */
#include "contract.h"
#include "fanotify.h"

int main(void) {
  scratch();
  close((int)must(open("file", O_CREAT | O_RDWR, 0600)));
  check("descriptors", made(fanotify_group(0)), "EPERM");
  check("content", made(fanotify_group(4)), "EPERM");
  check("before_content", made(fanotify_group(8)), "EPERM");
  check("unlimited_queue", made(fanotify_group(REPORT_FID | 0x10)), "EPERM");
  check("unlimited_marks", made(fanotify_group(REPORT_FID | 0x20)), "EPERM");
  check("name_alone", made(fanotify_group(REPORT_NAME)), "EINVAL");
  check("target_alone", made(fanotify_group(REPORT_FID | REPORT_TARGET)), "EINVAL");
  check("unknown_flag", made(fanotify_group(REPORT_FID | 0x40000000)), "EINVAL");
  int group = (int)must(fanotify_group(REPORT_FID | GROUP_NONBLOCK));
  check("no_action", call(fanotify_marks(group, 0, EV_OPEN, AT_FDCWD, "file")), "EINVAL");
  check("two_actions", call(fanotify_marks(group, MARK_ADD | MARK_REMOVE, EV_OPEN, AT_FDCWD, "file")), "EINVAL");
  check("nothing_wanted", call(fanotify_marks(group, MARK_ADD, 0, AT_FDCWD, "file")), "EINVAL");
  check("unknown_event", call(fanotify_marks(group, MARK_ADD, 1ull << 40, AT_FDCWD, "file")), "EINVAL");
  check("permission_event", call(fanotify_marks(group, MARK_ADD, 0x10000, AT_FDCWD, "file")), "EINVAL");
  check("overflow_asked", call(fanotify_marks(group, MARK_ADD, EV_Q_OVERFLOW, AT_FDCWD, "file")), "EINVAL");
  check("no_file", call(fanotify_marks(group, MARK_ADD, EV_OPEN, AT_FDCWD, "none")), "ENOENT");
  check("only_folders", call(fanotify_marks(group, MARK_ADD | MARK_ONLYDIR, EV_OPEN, AT_FDCWD, "file")), "ENOTDIR");
  check("flush_with_more", call(fanotify_marks(group, MARK_FLUSH | MARK_ONLYDIR, 0, AT_FDCWD, 0)), "EINVAL");
  check("not_a_group", call(fanotify_marks(1, MARK_ADD, EV_OPEN, AT_FDCWD, "file")), "EINVAL");
  check("bad_descriptor", call(fanotify_marks(99, MARK_ADD, EV_OPEN, AT_FDCWD, "file")), "EBADF");
  check("proc", call(fanotify_marks(group, MARK_ADD, EV_OPEN, AT_FDCWD, "/proc/version")), "0");
  check("children_of_file", call(fanotify_marks(group, MARK_ADD, EV_CREATE, AT_FDCWD, "file")), "0");
  check("write", call(write(group, "12345678", 8)), "EINVAL");
  return verdict();
}
