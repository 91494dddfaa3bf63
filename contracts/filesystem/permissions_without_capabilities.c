/* Contract:  Without capabilities the mode decides, and of owner, group and others only the first that fits.
 * Source:    path_resolution(7), "Permissions"; capabilities(7)
 * Covers:    open access mkdir unlink rename chmod getdents64
 */
#include "contract.h"

/* Gives up all capabilities; user 0 stays the owner of its files. */
static void drop(void) {
  struct {
    uint32_t version;
    int pid;
  } header = {0x20080522, 0};
  uint32_t none[6] = {0};
  must(syscall(SYS_capset, &header, none));
}

int main(void) {
  scratch();
  umask(0);
  must(mkdir("closed", 0600));
  must(close((int)must(creat("closed/file", 0600))));
  must(chmod("closed", 0));
  must(mkdir("listed", 0700));
  must(close((int)must(creat("listed/file", 0600))));
  must(chmod("listed", 0400));
  must(mkdir("passage", 0700));
  must(close((int)must(creat("passage/file", 0600))));
  must(chmod("passage", 0100));
  must(close((int)must(creat("none", 0))));
  must(close((int)must(creat("others", 0))));
  must(chmod("others", 0077));
  must(close((int)must(creat("writable", 0200))));
  must(close((int)must(creat("readable", 0400))));
  check("with_capabilities", made(open("none", O_RDWR)), "ok");
  drop();
  struct stat st;
  char bytes[512];
  check("none_read", made(open("none", O_RDONLY)), "EACCES");
  check("owner_first", made(open("others", O_RDONLY)), "EACCES");
  check("write_only", made(open("writable", O_WRONLY)), "ok");
  check("write_only_read", made(open("writable", O_RDWR)), "EACCES");
  check("access_says_so", call(access("writable", R_OK)), "EACCES");
  check("trunc_needs_write", made(open("none", O_RDONLY | O_TRUNC)), "EACCES");
  check("trunc_of_readable", made(open("readable", O_RDONLY | O_TRUNC)), "EACCES");
  check("path_needs_nothing", made(open("none", O_PATH)), "ok");
  check("stat_needs_nothing", call(stat("none", &st)), "0");
  check("below_closed", call(stat("closed/file", &st)), "EACCES");
  check("below_closed_missing", call(stat("closed/missing", &st)), "EACCES");
  check("list_closed", made(open("closed", O_RDONLY)), "EACCES");
  int listed = (int)must(open("listed", O_RDONLY));
  check("list", syscall(SYS_getdents64, listed, bytes, sizeof bytes) > 0, 1);
  check("below_listed", call(stat("listed/file", &st)), "EACCES");
  check("chdir_listed", call(chdir("listed")), "EACCES");
  check("below_passage", call(stat("passage/file", &st)), "0");
  check("passage_list", made(open("passage", O_RDONLY)), "EACCES");
  check("passage_creat", made(creat("passage/new", 0600)), "EACCES");
  check("passage_unlink", call(unlink("passage/file")), "EACCES");
  check("passage_rename", call(rename("passage/file", "out")), "EACCES");
  check("passage_existing", made(creat("passage/file", 0600)), "ok");
  check("owner_may_chmod", call(chmod("none", 0400)), "0");
  check("then_read", made(open("none", O_RDONLY)), "ok");
  check("mkdir_without_rights", call(mkdir("d", 0)), "0");
  check("nothing_below_it", call(mkdir("d/e", 0700)), "EACCES");
  check("creat_mode_is_for_later", made(open("fresh", O_CREAT | O_RDWR, 0)), "ok");
  return verdict();
}
