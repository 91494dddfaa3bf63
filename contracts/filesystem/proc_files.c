/* Contract:  A file of /proc keeps its number, cannot be changed, and is made anew whenever it is read from its start.
 * Source:    proc(5)
 * Covers:    open pread64 read lseek chmod truncate mkdir unlink stat
 * Requires:  proc
 */
#include "contract.h"

#include <sys/prctl.h>

int main(void) {
  struct stat first, second;
  char bytes[64];
  must(prctl(PR_SET_NAME, "first"));
  int comm = (int)must(open("/proc/self/comm", O_RDONLY));
  check("name", text(bytes, pread(comm, bytes, sizeof bytes, 0)), "first\\0a");
  check("half", text(bytes, read(comm, bytes, 3)), "fir");
  must(prctl(PR_SET_NAME, "second"));
  check("rest_of_the_old", text(bytes, read(comm, bytes, sizeof bytes)), "st\\0a");
  check("end", text(bytes, read(comm, bytes, sizeof bytes)), "");
  check("from_the_start", text(bytes, pread(comm, bytes, sizeof bytes, 0)), "second\\0a");
  check("seek", call(lseek(comm, 0, SEEK_SET)), "0");
  check("read_again", text(bytes, read(comm, bytes, sizeof bytes)), "second\\0a");
  check("seek_end", call(lseek(comm, 0, SEEK_END)), "EINVAL");
  check("size", (must(fstat(comm, &first)), first.st_size), 0);
  check("kind", mode(first.st_mode), "S_IFREG 0644");
  must(stat("/proc/self/comm", &second));
  check("same_number", first.st_ino == second.st_ino && first.st_dev == second.st_dev, 1);
  must(stat("/proc/self/stat", &second));
  check("other_number", first.st_ino != second.st_ino, 1);
  check("chmod", call(chmod("/proc/self/comm", 0600)), "EPERM");
  check("chmod_directory", call(chmod("/proc/self", 0700)), "EPERM");
  check("truncate", call(truncate("/proc/self/comm", 0)), "0");
  check("open_trunc", made(open("/proc/self/comm", O_WRONLY | O_TRUNC)), "ok");
  check("mkdir", call(mkdir("/proc/self/new", 0700)), "ENOENT");
  check("creat", made(open("/proc/self/new", O_CREAT | O_WRONLY, 0600)), "ENOENT");
  check("unlink", call(unlink("/proc/self/comm")), "EPERM");
  check("rmdir", call(rmdir("/proc/self/fd")), "EPERM");
  check("rename", call(rename("/proc/self/comm", "/proc/self/other")), "ENOENT");
  return verdict();
}
