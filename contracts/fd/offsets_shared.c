/* Contract:  The offset belongs to the open file: dup and fork share it, a second open and /proc/self/fd have their
 *            own.
 * Source:    open(2), "Open file descriptions"
 * Covers:    read write lseek dup fork open
 */
#include "contract.h"

static const char *offset(int fd) { return call(lseek(fd, 0, SEEK_CUR)); }

int main(void) {
  scratch();
  char bytes[16];
  int a = (int)must(open("file", O_CREAT | O_RDWR, 0600)), copy = (int)must(dup(a)), other = (int)must(open("file", O_RDWR));
  int again = (int)must(open(join("/proc/self/fd/", number(a, 10)), O_RDWR));
  must(write(a, "0123456789", 10));
  check("dup", offset(copy), "10");
  check("other_open", offset(other), "0");
  check("reopened", offset(again), "0");
  must(lseek(copy, 3, SEEK_SET));
  check("moved_by_the_copy", offset(a), "3");
  check("pread_leaves_it", text(bytes, pread(a, bytes, 2, 5)), "56");
  check("pread_left_it", offset(a), "3");
  pid_t child = (pid_t)must(fork());
  if (child == 0) _exit(read(a, bytes, 4) == 4 && bytes[0] == '3' ? 0 : 1);
  check("child", reap(child), "exited 0");
  check("moved_by_the_child", offset(a), "7");
  check("reads_on", text(bytes, read(copy, bytes, 16)), "789");
  check("end", text(bytes, read(a, bytes, 16)), "");
  check("write_by_the_other", call(write(other, "ab", 2)), "2");
  check("a_unmoved", offset(a), "10");
  must(fcntl(other, F_SETFL, O_APPEND));
  check("append", call(write(other, "+", 1)), "1");
  check("append_moves_the_offset", offset(other), "11");
  check("a_sees_it", text(bytes, read(a, bytes, 16)), "+");
  must(close(copy));
  check("closing_the_copy_changes_nothing", offset(a), "11");
  must(ftruncate(a, 2));
  check("truncate_neither", offset(a), "11");
  check("whole", text(bytes, pread(again, bytes, 16, 0)), "ab");
  return verdict();
}
