/* Contract:  /proc/PID/io counts bytes and calls of reading and writing; /proc/PID/syscall tells the call that a process
 *            sleeps in, with its arguments.
 * Source:    proc_pid_io(5), proc_pid_syscall(5)
 * Covers:    read write pread64 writev
 * Requires:  proc
 */
#include "contract.h"
#include "texts.h"
#include <sys/uio.h>

static long counter(const char *name) { return strtol(field("/proc/self/io", name), 0, 10); }

int main(void) {
  char byte, bytes[100] = {0};
  int p[2], ready[2];
  scratch();
  int file = (int)must(open("f", O_CREAT | O_RDWR, 0600));
  long wchar = counter("wchar:"), syscw = counter("syscw:");
  must(write(file, bytes, 100));
  must(writev(file, (struct iovec[]){{bytes, 10}, {bytes, 20}}, 2));
  long bytes_more = counter("wchar:") - wchar, calls_more = counter("syscw:") - syscw;
  check("written", bytes_more, 130);
  check("writes", calls_more, 2);
  long rchar = counter("rchar:"), size = read_whole("/proc/self/io");
  /* Reading the counters counts, too: the last read finds the end. */
  check("read_counts", counter("rchar:") - rchar >= size, 1);
  check("from_disk", field("/proc/self/io", "read_bytes:"), "0");
  check("cancelled", field("/proc/self/io", "cancelled_write_bytes:"), "0");
  must(pipe(p));
  must(pipe(ready));
  pid_t child = (pid_t)must(fork());
  if (child == 0) {
    if (write(ready[1], "", 1) != 1) _exit(1);
    _exit(read(p[0], &byte, 77) != 1);
  }
  must(read(ready[0], &byte, 1));
  await_sleep(child);
  must(read_whole(proc(child, "syscall")));
  check("is_read", strncmp(whole, "0 0x", 4), 0);
  check("descriptor", strtol(whole + 2, 0, 16) == p[0], 1);
  char *third = strchr(strchr(whole + 2, ' ') + 1, ' ');
  check("length", strtol(third, 0, 16), 77);
  check("wchan", contents(proc(child, "wchan"))[0] != 0, 1);
  must(write(p[1], "x", 1));
  check("end", reap(child), "exited 0");
  check("ourselves", strncmp(contents("/proc/self/syscall"), "0 0x", 4), 0);
  return verdict();
}
