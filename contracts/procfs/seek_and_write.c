/* Contract:  A file of /proc is read on from where one stands, from any offset again, to an end that cannot be sought; it
 *            cannot be grown, renamed or given another mode, and texts of processes are not written at an offset.
 * Source:    proc(5); seq_read, seq_lseek in fs/seq_file.c
 * Covers:    read pread64 lseek write pwrite64 open truncate chmod unlink rename
 * Requires:  proc
 */
#include "contract.h"
#include "texts.h"

int main(void) {
  char bytes[16];
  int status = (int)must(open("/proc/self/status", O_RDONLY));
  check("beginning", text(bytes, read(status, bytes, 5)), "Name:");
  check("goes_on", text(bytes, read(status, bytes, 9)), "\\09contract");
  check("again", text(bytes, pread(status, bytes, 4, 0)), "Name");
  check("in_the_middle", text(bytes, pread(status, bytes, 3, 2)), "me:");
  check("offset", call(lseek(status, 0, SEEK_CUR)), "14");
  check("seek_end", call(lseek(status, 0, SEEK_END)), "EINVAL");
  check("seek_data", call(lseek(status, 0, SEEK_DATA)), "EINVAL");
  check("seek_before", call(lseek(status, -1, SEEK_SET)), "EINVAL");
  check("seek_far", call(lseek(status, 1 << 20, SEEK_SET)), "1048576");
  check("read_far", call(read(status, bytes, 4)), "0");
  check("back", call(lseek(status, 0, SEEK_SET)), "0");
  check("beginning_again", text(bytes, read(status, bytes, 5)), "Name:");
  check("not_for_writing", call(write(status, "x", 1)), "EBADF");
  int sysctl = (int)must(open("/proc/sys/kernel/ostype", O_RDONLY));
  check("sysctl", text(bytes, read(sysctl, bytes, 2)), "Li");
  check("sysctl_rest", text(bytes, read(sysctl, bytes, 9)), "nux\\0a");
  check("sysctl_end", call(read(sysctl, bytes, 9)), "0");
  check("sysctl_middle", text(bytes, pread(sysctl, bytes, 3, 2)), "nux");
  check("sysctl_seek_end", call(lseek(sysctl, 0, SEEK_END)), "0");
  int comm = (int)must(open("/proc/self/comm", O_RDWR));
  check("write", call(write(comm, "0123456789abcdefghij", 20)), "20");
  check("cut", contents("/proc/self/comm"), "0123456789abcde");
  check("pwrite", call(pwrite(comm, "x", 1, 0)), "ESPIPE");
  check("truncate", call(truncate("/proc/self/comm", 0)), "0");
  check("not_truncated", contents("/proc/self/comm"), "0123456789abcde");
  check("unwritable", made(open("/proc/self/status", O_WRONLY)), "ok");
  check("no_write", call(write((int)must(open("/proc/self/status", O_WRONLY)), "x", 1)), "EINVAL");
  check("machine", made(open("/proc/version", O_WRONLY)), "EACCES");
  check("chmod", call(chmod("/proc/self/status", 0777)), "EPERM");
  check("create", made(open("/proc/self/new", O_CREAT | O_WRONLY, 0600)), "ENOENT");
  check("mkdir", call(mkdir("/proc/new", 0700)), "ENOENT");
  check("unlink", call(unlink("/proc/version")), "EACCES");
  check("unlink_own", call(unlink("/proc/self/status")), "EPERM");
  check("size", access("/proc/self/status", X_OK) ? error_name(errno) : "ok", "EACCES");
  return verdict();
}
