/* Contract:  pidfd_send_signal takes an open /proc/PID for a pidfd; not the directory of a thread, and not O_PATH.
 * Source:    pidfd_send_signal(2), "Notes"; kernel/pid.c, pidfd_to_pid
 * Covers:    pidfd_send_signal open
 */
#include "contract.h"

static const char *send(int fd, int signal) { return call(syscall(SYS_pidfd_send_signal, fd, signal, 0, 0)); }

int main(void) {
  char path[64];
  pid_t child = (pid_t)must(fork());
  if (!child) {
    for (;;) pause();
  }
  snprintf(path, sizeof path, "/proc/%d", child);
  int directory = (int)must(open(path, O_RDONLY | O_DIRECTORY));
  check("exists", send(directory, 0), "0");
  check("bad_signal", send(directory, 65), "EINVAL");
  check("root_of_proc", send((int)must(open("/proc", O_RDONLY)), 0), "EBADF");
  check("another_file", send((int)must(open("/proc/self/stat", O_RDONLY)), 0), "EBADF");
  check("path_only", send((int)must(open(path, O_PATH)), 0), "EBADF");
  snprintf(path, sizeof path, "/proc/%d/task/%d", child, child);
  check("thread", send((int)must(open(path, O_RDONLY | O_DIRECTORY)), 0), "EBADF");
  check("own", send((int)must(open("/proc/self", O_RDONLY)), 0), "0");
  check("kill", send(directory, SIGTERM), "0");
  siginfo_t info;
  must(waitid(P_PID, (id_t)child, &info, WEXITED | WNOWAIT));
  check("dead", send(directory, 0), "0");
  check("how", reap(child), "killed SIGTERM");
  check("gone", send(directory, 0), "ESRCH");
  return verdict();
}
