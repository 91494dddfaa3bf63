/* Contract:  To look into a process one must be as capable as it is, and it must be dumpable; one's own threads may always.
 * Source:    ptrace(2), "Ptrace access mode checking"; process_vm_readv(2), proc_pid_environ(5)
 * Covers:    process_vm_readv open prctl capset
 * Requires:  proc root
 */
#include "contract.h"

#include <sys/prctl.h>
#include <sys/uio.h>

static int hold[2], told[2];
static volatile int word = 5;

static pid_t start(int dumpable) {
  char byte;
  pid_t child = (pid_t)must(fork());
  if (child) {
    must(read(told[0], &byte, 1));
    return child;
  }
  close(hold[1]);
  must(prctl(PR_SET_DUMPABLE, dumpable));
  must(write(told[1], "x", 1));
  _exit((int)read(hold[0], &byte, 1));
}

static const char *peek(pid_t pid) {
  int copy = 0;
  struct iovec here = {&copy, sizeof copy}, there = {(void *)&word, sizeof word};
  return process_vm_readv(pid, &here, 1, &there, 1, 0) == -1 ? error_name(errno) : number(copy, 10);
}

static const char *opened(pid_t pid, const char *name) {
  int fd = open(join(join("/proc/", number(pid, 10)), name), O_RDONLY);
  if (fd == -1) return error_name(errno);
  must(close(fd));
  return "ok";
}

int main(void) {
  must(pipe(hold));
  must(pipe(told));
  pid_t capable = start(1), hidden = start(0);
  check("with_capabilities", peek(capable), "5");
  check("not_dumpable_with_capabilities", peek(hidden), "5");
  check("environ_with_capabilities", opened(capable, "/environ"), "ok");
  uint32_t header[2] = {0x20080522, 0}, none[6] = {0};
  must(syscall(SYS_capset, header, none));
  pid_t equal = start(1), equal_hidden = start(0);
  check("equal", peek(equal), "5");
  check("equal_environ", opened(equal, "/environ"), "ok");
  check("equal_maps", opened(equal, "/maps"), "ok");
  check("more_capable", peek(capable), "EPERM");
  check("more_capable_environ", opened(capable, "/environ"), "EACCES");
  check("more_capable_maps", opened(capable, "/maps"), "EACCES");
  check("status_is_for_all", opened(capable, "/status"), "ok");
  check("not_dumpable", peek(equal_hidden), "EPERM");
  check("not_dumpable_environ", opened(equal_hidden, "/environ"), "EACCES");
  must(prctl(PR_SET_DUMPABLE, 0));
  check("oneself", peek(getpid()), "5");
  must(close(hold[1]));
  return verdict();
}
