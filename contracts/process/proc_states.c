/* Contract:  /proc/PID/stat and status tell what a process does: running, sleeping, stopped, or dead and not yet waited for.
 * Source:    proc_pid_stat(5), proc_pid_status(5)
 * Covers:    read wait4 kill
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

/* The letter in stat and the word in status: "S sleeping". */
static const char *state(pid_t pid) {
  char letter[2] = {0};
  const char *end = strrchr(contents(pid, "/stat"), ')');
  if (!end) return "no name";
  letter[0] = end[2];
  const char *word = strstr(contents(pid, "/status"), "State:\t");
  if (!word) return "no state";
  word += strlen("State:\t");
  const char *line = strchr(word, '\n');
  return join(join(letter, ", "), text(word, line - word));
}

int main(void) {
  int hold[2];
  must(pipe(hold));
  check("self", state(getpid()), "R, R (running)");
  pid_t child = (pid_t)must(fork());
  if (!child) {
    char byte;
    close(hold[1]);
    _exit((int)read(hold[0], &byte, 1));
  }
  must(close(hold[0]));
  await_sleep(child);
  check("sleeping", state(child), "S, S (sleeping)");
  must(kill(child, SIGSTOP));
  int status;
  must(waitpid(child, &status, WUNTRACED));
  check("stopped", state(child), "T, T (stopped)");
  must(kill(child, SIGCONT));
  must(waitpid(child, &status, WCONTINUED));
  await_sleep(child);
  check("going_on", state(child), "S, S (sleeping)");
  must(close(hold[1]));
  siginfo_t info;
  must(waitid(P_PID, (id_t)child, &info, WEXITED | WNOWAIT));
  check("dead", state(child), "Z, Z (zombie)");
  check("no_memory", strstr(contents(child, "/status"), "VmSize") == 0, 1);
  check("no_command_line", text(buffer, read((int)must(open(join(join("/proc/", number(child, 10)), "/cmdline"), O_RDONLY)), buffer, 64)), "");
  check("no_directory", call(readlink(join(join("/proc/", number(child, 10)), "/cwd"), buffer, 64)), "ENOENT");
  check("no_descriptors", made(open(join(join("/proc/", number(child, 10)), "/fd/0"), O_PATH)), "EACCES");
  check("own_thread", made(open(join("/proc/self/task/", number(getpid(), 10)), O_PATH)), "ok");
  check("not_a_thread", made(open(join("/proc/self/task/", number(child, 10)), O_PATH)), "ENOENT");
  check("child", reap(child), "exited 0");
  check("gone", made(open(join(join("/proc/", number(child, 10)), "/stat"), O_RDONLY)), "ENOENT");
  return verdict();
}
