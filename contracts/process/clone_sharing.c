/* Contract:  A child of clone shares descriptors with CLONE_FILES, directory and umask with CLONE_FS, handlers with
 *            CLONE_SIGHAND, memory with CLONE_VM; without the flag it has copies.
 * Source:    clone(2), "The flags mask"
 * Covers:    clone
 */
#include "contract.h"

static char stack[16384] __attribute__((aligned(16)));
static volatile int memory;
static int fd;

static void nothing(int signal) { (void)signal; }

static int change(void *unused) {
  (void)unused;
  memory = 1;
  signal(SIGUSR1, nothing);
  if (chdir("/") || umask(077) != 022 || close(fd)) return 1;
  return 5;
}

static const struct {
  const char *key;
  int flags;
} rows[] = {
    {"none", 0},
    {"files", CLONE_FILES},
    {"fs", CLONE_FS},
    {"vm", CLONE_VM},
    {"sighand", CLONE_VM | CLONE_SIGHAND},
    {"all", CLONE_VM | CLONE_SIGHAND | CLONE_FILES | CLONE_FS},
};

int main(void) {
  static const char *const names[] = {"memory", "handler", "directory", "umask", "descriptor"};
  for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
    struct sigaction now;
    char path[64], shared[64] = "";
    memory = 0;
    signal(SIGUSR1, SIG_DFL);
    must(chdir("/tmp"));
    umask(022);
    fd = (int)must(open("/dev/null", O_RDONLY));
    pid_t child = (pid_t)must(clone(change, stack + sizeof stack, rows[i].flags | SIGCHLD, 0));
    check(join(rows[i].key, "_child"), reap(child), "exited 5");
    must(sigaction(SIGUSR1, 0, &now));
    int seen[] = {memory, now.sa_handler == nothing, !strcmp(getcwd(path, sizeof path), "/"), umask(022) == 077,
                  fcntl(fd, F_GETFD) == -1};
    for (int j = 0; j < 5; j++)
      if (seen[j]) strcat(strcat(shared, " "), names[j]);
    static const char *const expected[] = {
        "", " descriptor", " directory umask", " memory", " memory handler",
        " memory handler directory umask descriptor"};
    check(join(rows[i].key, "_shares"), shared, expected[i]);
    close(fd);
  }
  return verdict();
}
