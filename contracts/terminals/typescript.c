/* Contract: What script(1) does: a program runs on a terminal of its own, made by forkpty's steps, and everything that it
 *           shows, echoes included, is copied to a file until it ends and the master reads EIO.
 * Source:   forkpty(3), script(1); pty(7)
 * Requires: pty
 * Covers:   setsid ioctl dup2 execve poll read
 */
#include "terminal.h"

int main(int argc, char **argv) {
  if (argc > 1) { /* the program: three lines from its standard input */
    char line[32];
    if (!isatty(0) || !isatty(1) || tcgetpgrp(0) != getpid()) return 1;
    printf("name: %s\n", ttyname(0));
    while (fgets(line, sizeof line, stdin)) printf("got %s", line);
    fprintf(stderr, "done\n");
    return 5;
  }
  char record[300];
  size_t size = 0;
  scratch();
  int file = (int)must(open("typescript", O_RDWR | O_CREAT, 0600));
  master = open_master();
  struct winsize window = {24, 80, 0, 0};
  must(ioctl(master, TIOCSWINSZ, &window));
  pid_t child = (pid_t)must(fork());
  if (!child) {
    must(setsid());
    int fd = (int)must(open(slave_name(master), O_RDWR));
    for (int i = 0; i < 3; i++) must(dup2(fd, i));
    if (fd > 2) close(fd);
    execv("/proc/self/exe", (char *[]){argv[0], "run", 0});
    _exit(127);
  }
  const char *keys[] = {"one\n", "ty\177wo\n", "three\n\4"};
  struct pollfd one = {.fd = master, .events = POLLIN};
  for (unsigned typed = 0; poll(&one, 1, BOUND) == 1;) {
    ssize_t n = read(master, record + size, sizeof record - size);
    if (n <= 0) break;
    size += (size_t)n;
    must(write(file, record + size - (size_t)n, (size_t)n));
    /* The next line is typed once the answer to the last one is there. */
    unsigned answers = 0;
    for (size_t i = 0; i + 2 <= size; i++) answers += record[i] == '\r' && record[i + 1] == '\n';
    if (typed < 3 && answers >= 1 + 2 * typed) put(master, keys[typed], strlen(keys[typed])), typed++;
  }
  check("end", error_name(errno), "EIO");
  check("program", reap(child), "exited 5");
  must(lseek(file, 0, SEEK_SET));
  char copy[300];
  long length = read(file, copy, sizeof copy);
  check("copied", length == (long)size && !memcmp(copy, record, size), 1);
  check("typescript", text(record, (long)size),
        "name: /dev/pts/0\\0d\\0aone\\0d\\0agot one\\0d\\0aty\\08 \\08wo\\0d\\0agot two\\0d\\0athree\\0d\\0agot three\\0d\\0adone\\0d\\0a");
  return verdict();
}
