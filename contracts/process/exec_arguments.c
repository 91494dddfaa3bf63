/* Contract:  execve hands over argv and envp as given, keeps the pid, and closes O_CLOEXEC descriptors.
 * Source:    execve(2)
 * Covers:    execve fcntl getpid dup2
 */
#include "contract.h"

#include <sys/auxv.h>

extern char **environ;

int main(int argc, char **argv) {
  if (argc < 2 || strcmp(argv[1], "second")) {
    int kept = (int)must(open("/dev/null", O_RDONLY)), closed = (int)must(open("/dev/null", O_RDONLY | O_CLOEXEC));
    must(dup2(kept, 40));
    must(dup3(closed, 41, O_CLOEXEC));
    char *pid = (char *)join("PID=", number(getpid(), 10));
    char *arguments[] = {"name of its own", "second", "", "with space", "tab\there", 0};
    char *environment[] = {"A=1", "EMPTY=", "not a variable", pid, 0};
    must(execve("/proc/self/exe", arguments, environment));
  }
  check("argc", argc, 5);
  check("argv_0", argv[0], "name of its own");
  check("argv_2", argv[2], "");
  check("argv_3", argv[3], "with space");
  check("argv_4", text(argv[4], (long)strlen(argv[4])), "tab\\09here");
  check("argv_ends", argv[5] == 0, 1);
  check("envp_0", environ[0], "A=1");
  check("envp_1", environ[1], "EMPTY=");
  check("envp_2", environ[2], "not a variable");
  check("same_pid", getenv("PID") && atoi(getenv("PID")) == getpid(), 1);
  check("envp_ends", environ[4] == 0, 1);
  check("kept", descriptor_flags(fcntl(40, F_GETFD)), "0");
  check("cloexec", descriptor_flags(fcntl(41, F_GETFD)), "EBADF");
  check("page_size", (long)getauxval(AT_PAGESZ), 4096);
  check("random_bytes", getauxval(AT_RANDOM) != 0, 1);
  check("exec_name", (char *)getauxval(AT_EXECFN), "/proc/self/exe");
  check("not_set_user_id", (long)getauxval(AT_SECURE), 0);
  return verdict();
}
