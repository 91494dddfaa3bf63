/* Contract:  Across execve ids, parent, group, directory, umask, nice value, limits and open descriptors stay; those with
 *            FD_CLOEXEC close, the name becomes the file's, memory locks and mappings go.
 * Source:    execve(2), "Effect on process attributes"
 * Covers:    execve
 */
#include "contract.h"

#include <sys/prctl.h>
#include <sys/resource.h>

enum { KEPT = 20, CLOSED = 21 };

/* Bits of what is as the parent left it. */
static int state(const char *pid, const char *parent) {
  char path[64] = "", name[17] = "";
  struct rlimit files;
  getrlimit(RLIMIT_NOFILE, &files);
  prctl(PR_GET_NAME, name);
  return (atoi(pid) == getpid()) << 0 | (atoi(parent) == getppid() && getpgrp() == getpid()) << 1 |
         (getcwd(path, sizeof path) && !strcmp(path, "/proc")) << 2 | (umask(0) == 031) << 3 |
         (syscall(SYS_getpriority, 0, 0) == 20 - 7 && files.rlim_cur == 55) << 4 |
         (lseek(KEPT, 0, SEEK_CUR) == 3 && fcntl(CLOSED, F_GETFD) == -1) << 5 | !strcmp(name, "contract") << 6;
}

int main(int count, char **arguments) {
  if (count == 3 && !strcmp(arguments[0], "state")) _exit(state(arguments[1], arguments[2]));
  scratch();
  int fd = (int)must(open("file", O_CREAT | O_RDWR, 0600));
  must(write(fd, "abc", 3));
  must(dup2(fd, KEPT));
  must(dup3(fd, CLOSED, O_CLOEXEC));
  pid_t child = (pid_t)must(fork());
  if (child == 0) {
    char pid[16], parent[16];
    strcpy(pid, number(getpid(), 10));
    strcpy(parent, number(getppid(), 10));
    setpgid(0, 0), umask(031), setpriority(PRIO_PROCESS, 0, 7), prctl(PR_SET_NAME, "other");
    setrlimit(RLIMIT_NOFILE, &(struct rlimit){55, 60});
    if (chdir("/proc")) _exit(99);
    execve("/bin/contract", (char *[]){"state", pid, parent, 0}, (char *[]){0});
    _exit(98);
  }
  check("kept", reap(child), "exited 127");
  return verdict();
}
