/* Contract:  /proc/PID/syscall tells the call that a process sleeps in, with its arguments; /proc/PID/io counts the bytes and
 *            calls of its reading and writing.
 * Source:    proc_pid_syscall(5), proc_pid_io(5)
 * Covers:    read write
 * Requires:  proc
 */
#include "contract.h"

static char buffer[4096];

static const char *contents(pid_t pid, const char *name) {
  int fd = (int)must(open(join(join("/proc/", number(pid, 10)), name), O_RDONLY));
  long size = must(read(fd, buffer, sizeof buffer - 1));
  must(close(fd));
  buffer[size] = 0;
  return buffer;
}

struct counts {
  long long rchar, wchar, syscr, syscw;
};

static struct counts counts(pid_t pid) {
  struct counts now;
  must(sscanf(contents(pid, "/io"), "rchar: %lld wchar: %lld syscr: %lld syscw: %lld", &now.rchar, &now.wchar, &now.syscr,
              &now.syscw) == 4 ? 0 : -1);
  return now;
}

int main(void) {
  int ask[2], answer[2], zero = (int)must(open("/dev/zero", O_RDWR));
  must(pipe(ask));
  must(pipe(answer));
  pid_t child = (pid_t)must(fork());
  if (!child) {
    static char bytes[4096];
    must(write(answer[1], "x", 1));
    must(read(ask[0], bytes, 77));
    must(write(zero, bytes, 1000));
    must(read(zero, bytes, 500));
    must(write(answer[1], "x", 1));
    must(read(ask[0], bytes, 78));
    _exit(0);
  }
  char byte;
  must(read(answer[0], &byte, 1));
  await_sleep(child);
  long call_number, fd, at, size;
  must(sscanf(contents(child, "/syscall"), "%ld 0x%lx 0x%lx 0x%lx", &call_number, (unsigned long *)&fd, (unsigned long *)&at,
              (unsigned long *)&size) == 4 ? 0 : -1);
  check("call", call_number == SYS_read, 1);
  check("descriptor", fd == ask[0], 1);
  check("size", size, 77);
  struct counts before = counts(child);
  must(write(ask[1], "y", 1));
  must(read(answer[0], &byte, 1));
  await_sleep(child);
  struct counts after = counts(child);
  check("read", after.rchar - before.rchar, 501);
  check("written", after.wchar - before.wchar, 1001);
  check("reads", after.syscr - before.syscr, 2);
  check("writes", after.syscw - before.syscw, 2);
  must(write(ask[1], "z", 1));
  check("child", reap(child), "exited 0");
  return verdict();
}
