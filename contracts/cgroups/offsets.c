/* Contract:  Reads of a control file go on where the last one ended, and end; a write counts from no offset.
 * Source:    read(2), seq_file
 * Behaviour: B51
 * Covers:    read pread64 lseek write pwrite64
 * Requires:  cgroups
 */
#include "cgroups.h"

int main(void) {
  char bytes[64];
  enter_hierarchy();
  must(mkdir("a", 0755));
  int fd = (int)must(open("a/cgroup.events", O_RDONLY));
  check("first", text(bytes, read(fd, bytes, 10)), "populated ");
  check("second", text(bytes, read(fd, bytes, 4)), "0\\0afr");
  check("rest", text(bytes, read(fd, bytes, sizeof bytes)), "ozen 0\\0a");
  check("end", call(read(fd, bytes, sizeof bytes)), "0");
  check("end_again", call(read(fd, bytes, sizeof bytes)), "0");
  check("position", call(lseek(fd, 0, SEEK_CUR)), "21");
  check("back", call(lseek(fd, 12, SEEK_SET)), "12");
  check("from_there", text(bytes, read(fd, bytes, sizeof bytes)), "frozen 0\\0a");
  check("pread", text(bytes, pread(fd, bytes, 9, 0)), "populated");
  check("pread_beyond", call(pread(fd, bytes, 9, 100)), "0");
  check("from_end", call(lseek(fd, 0, SEEK_END)), "0");
  close(fd);
  fd = (int)must(open("a/cgroup.max.descendants", O_RDWR));
  check("value", text(bytes, read(fd, bytes, sizeof bytes)), "max\\0a");
  check("write_at_end", call(write(fd, "17\n", 3)), "3");
  check("moved_on", call(lseek(fd, 0, SEEK_CUR)), "7");
  check("pwrite", call(pwrite(fd, "4", 1, 1000)), "1");
  check("changed", text(bytes, pread(fd, bytes, sizeof bytes, 0)), "4\\0a");
  check("empty_write", call(write(fd, "", 0)), "0");
  static char page[5000];
  memset(page, ' ', sizeof page);
  page[0] = '5';
  check("whole_page", call(write(fd, page, 4096)), "4096");
  check("too_long", call(write(fd, page, 4097)), "E2BIG");
  close(fd);
  must(rmdir("a"));
  return verdict();
}
