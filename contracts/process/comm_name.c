/* Contract:  PR_SET_NAME names the thread in at most 15 bytes, /proc/self/comm agrees, fork keeps it, not exec.
 * Source:    prctl(2), PR_SET_NAME; proc_pid_comm(5)
 * Covers:    prctl open read execve
 */
#include "contract.h"

#include <sys/prctl.h>

static const char *name(void) {
  char buffer[16] = "";
  must(prctl(PR_GET_NAME, buffer));
  return text(buffer, (long)strlen(buffer));
}

static const char *comm(void) {
  char buffer[32];
  int fd = (int)must(open("/proc/self/comm", O_RDONLY));
  const char *bytes = text(buffer, read(fd, buffer, sizeof buffer));
  must(close(fd));
  return bytes;
}

int main(int argc, char **argv) {
  if (argc > 1 && !strcmp(argv[1], "again")) return strcmp(name(), "exe") ? 1 : 0;
  must(prctl(PR_SET_NAME, "short"));
  check("name", name(), "short");
  check("comm", comm(), "short\\0a");
  must(prctl(PR_SET_NAME, "exactly fifteen and more"));
  check("cut", name(), "exactly fifteen");
  check("comm_cut", comm(), "exactly fifteen\\0a");
  pid_t child = (pid_t)must(fork());
  if (child == 0) _exit(strcmp(name(), "exactly fifteen") ? 1 : prctl(PR_SET_NAME, "child") ? 2 : 3);
  check("child_inherits", reap(child), "exited 3");
  check("own_stays", name(), "exactly fifteen");
  child = (pid_t)must(fork());
  if (child == 0) execve("/proc/self/exe", (char *[]){"x", "again", 0}, (char *[]){0});
  check("exec_takes_the_file_name", reap(child), "exited 0");
  check("bad_pointer", call(prctl(PR_SET_NAME, 8)), "EFAULT");
  check("unknown_option", call(prctl(99999, 0, 0, 0, 0)), "EINVAL");
  return verdict();
}
