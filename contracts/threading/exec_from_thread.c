/* Contract:  execve from any thread ends all others, and the new program has the pid of the process and one thread.
 * Source:    execve(2), "all threads other than the calling thread are destroyed"
 * Covers:    execve clone gettid getpid
 */
#include "contract.h"

#include <pthread.h>

static char pid_text[16];

static void *executes(void *unused) {
  execve("/proc/self/exe", (char *[]){"x", "again", pid_text, 0}, (char *[]){0});
  return unused;
}

static int threads(void) {
  char status[2048];
  int fd = (int)must(open("/proc/self/status", O_RDONLY));
  long size = must(read(fd, status, sizeof status - 1));
  must(close(fd));
  status[size] = 0;
  const char *line = strstr(status, "\nThreads:");
  return line ? atoi(line + 9) : -1;
}

int main(int argc, char **argv) {
  if (argc < 2) {
    pthread_t thread;
    int hold[2];
    char byte;
    must(pipe2(hold, O_CLOEXEC));
    strcpy(pid_text, number(getpid(), 10));
    must(pthread_create(&thread, 0, executes, 0) ? -1 : 0);
    must(read(hold[0], &byte, 1)); /* sleeps until the execve ends it */
    return 1;
  }
  check("argument", argv[1], "again");
  check("same_pid", getpid() == atoi(argv[2]), 1);
  check("tid_is_pid", syscall(SYS_gettid) == getpid(), 1);
  check("threads", threads(), 1);
  pid_t child = (pid_t)must(fork());
  if (child == 0) _exit(0);
  check("can_fork", reap(child), "exited 0");
  return verdict();
}
