/* Contract: A shell with job control on a terminal, as a person uses it: a job in front is stopped by ^Z, the shell takes
 *           the terminal back, the job goes on behind and stops when it reads, comes to the front and reads, and is ended
 *           by ^C, which spares the shell.
 * Source:   POSIX, General Terminal Interface, 11.1.3, 11.1.4; the shape of every shell
 * Requires: pty
 * Covers:   ioctl wait4 setpgid kill read
 */
#include "terminal.h"

/* The job: says what it is about to do, reads lines and tells them in capitals. */
static void job(void) {
  char line[32];
  for (int i = 0; i < 5; i++) signal((int[]){SIGINT, SIGQUIT, SIGTSTP, SIGTTIN, SIGTTOU}[i], SIG_DFL);
  for (;;) {
    dprintf(slave, "<");
    ssize_t n = read(slave, line, sizeof line);
    if (n <= 0) _exit(1);
    for (ssize_t k = 0; k < n; k++) line[k] = (char)(line[k] >= 'a' ? line[k] - 32 : line[k]);
    must(write(slave, line, (size_t)n));
  }
}

static void front(pid_t group) { must(ioctl(slave, TIOCSPGRP, &group)); }

/* What the shell prints of a change of its job. */
static void report(pid_t child) { dprintf(slave, "[%s]\n", next_change(child)); }

static void shell(void) {
  char command[32];
  pid_t child = 0;
  for (int i = 0; i < 5; i++) signal((int[]){SIGINT, SIGQUIT, SIGTSTP, SIGTTIN, SIGTTOU}[i], SIG_IGN);
  for (;;) {
    dprintf(slave, "$ ");
    ssize_t n = read(slave, command, sizeof command);
    if (n <= 0) _exit(n == 0 ? 3 : 1);
    switch (command[0]) {
      case 'r': /* run */
        child = (pid_t)must(fork());
        if (!child) {
          setpgid(0, 0);
          front(getpid());
          job();
        }
        setpgid(child, child);
        front(child);
        report(child);
        break;
      case 'b': /* bg: it stops again as soon as it reads */
        must(kill(-child, SIGCONT));
        report(child);
        break;
      case 'f': /* fg */
        front(child);
        must(kill(-child, SIGCONT));
        report(child);
        break;
    }
    front(getpgrp());
  }
}

/* Reads the screen until it ends so. */
static const char *until(const char *end) {
  static char seen[4][200];
  static unsigned at;
  char *all = seen[at++ % 4];
  size_t size = 0, length = strlen(end);
  while (size < length || memcmp(all + size - length, end, length)) {
    if (poll_one(master, POLLIN, BOUND)[0] == 't') break;
    ssize_t n = read(master, all + size, 1);
    if (n <= 0 || ++size == sizeof seen[0]) break;
  }
  return text(all, (long)size);
}

int main(void) {
  open_terminal();
  blocking(slave);
  pid_t leader = fork_session();
  if (!leader) shell();
  check("prompt", until("$ "), "$ ");
  type("run\n");
  check("job_in_front", until("<"), "run\\0d\\0a<");
  type("one\n");
  check("it_reads", until("<"), "one\\0d\\0aONE\\0d\\0a<");
  type("\32");
  check("stopped", until("$ "), "^Z[stopped SIGTSTP]\\0d\\0a$ ");
  type("bg\n");
  check("behind", until("$ "), "bg\\0d\\0a[stopped SIGTTIN]\\0d\\0a$ ");
  type("fg\n");
  check("command", until("\n"), "fg\\0d\\0a");
  type("two\n");
  check("in_front_again", until("<"), "two\\0d\\0aTWO\\0d\\0a<");
  type("half\3");
  check("interrupted", until("$ "), "^C[killed SIGINT]\\0d\\0a$ ");
  type("run\n");
  check("another", until("<"), "run\\0d\\0a<");
  type("\34");
  check("quit", until("$ "), "^\\[killed SIGQUIT]\\0d\\0a$ ");
  type("\4");
  check("end_of_file", reap(leader), "exited 3");
  return verdict();
}
