/* Contract:  With FAN_REPORT_DFID_NAME events of a marked folder carry the folder's handle and the name; with FAN_REPORT_FID
 *            beside it the file's own handle, too.
 * Source:    fanotify_init(2), "FAN_REPORT_NAME"; fanotify(7)
 * Covers:    fanotify_init fanotify_mark read
 * Linux:     since 6.6
 */
#include "contract.h"
#include "fanotify.h"

int main(void) {
  scratch();
  must(mkdir("folder", 0700)), must(mkdir("other", 0700));
  int names = (int)must(fanotify_group(REPORT_DIR_FID | REPORT_NAME | GROUP_NONBLOCK));
  int both = (int)must(fanotify_group(REPORT_FID | REPORT_DIR_FID | REPORT_NAME | GROUP_NONBLOCK));
  int folders = (int)must(fanotify_group(REPORT_DIR_FID | GROUP_NONBLOCK));
  uint64_t wanted = EV_CREATE | EV_DELETE | EV_MOVED_FROM | EV_MOVED_TO | EV_MODIFY | EV_ON_CHILD | EV_ONDIR;
  must(fanotify_marks(names, MARK_ADD, wanted, AT_FDCWD, "folder"));
  must(fanotify_marks(both, MARK_ADD, wanted, AT_FDCWD, "folder"));
  must(fanotify_marks(folders, MARK_ADD, wanted, AT_FDCWD, "folder"));
  int file = (int)must(open("folder/file", O_CREAT | O_RDWR, 0600));
  check("create", events(names), "CREATE:name=file");
  check("create_both", events(both), "CREATE:name=file");
  check("create_folders", events(folders), "CREATE:dir");
  must(write(file, "x", 1));
  check("modify", events(names), "MODIFY:name=file");
  check("modify_both", events(both), "MODIFY:name=file:fid");
  check("modify_folders", events(folders), "MODIFY:fid");
  must(rename("folder/file", "folder/new"));
  check("rename", events(names), "MOVED_FROM:name=file MOVED_TO:name=new");
  check("rename_folders", events(folders), "MOVED_FROM|MOVED_TO:dir");
  must(mkdir("folder/sub", 0700));
  check("create_sub", events(names), "CREATE|ONDIR:name=sub");
  must(rename("folder/sub", "other/sub"));
  check("moved_out", events(names), "MOVED_FROM|ONDIR:name=sub");
  must(rename("other/sub", "folder/sub"));
  check("moved_in", events(names), "MOVED_TO|ONDIR:name=sub");
  must(rmdir("folder/sub"));
  check("delete", events(names), "DELETE|ONDIR:name=sub");
  must(write(file, "x", 1)), must(unlink("folder/new"));
  check("two", events(names), "MODIFY|DELETE:name=new");
  return verdict();
}
