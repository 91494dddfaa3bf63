/* Contract:  kcmp tells whether two processes share memory, descriptors, directory, handlers or one open file; personality
 *            is read with all bits set, kept, and inherited.
 * Source:    kcmp(2); personality(2)
 * Covers:    kcmp personality
 */
#include "contract.h"

#include <sys/personality.h>

enum { FILE_ = 0, VM = 1, FILES = 2, FS = 3, SIGHAND = 4 };
static char stack[16384] __attribute__((aligned(16)));
static int hold[2];

static int waits(void *unused) {
  char byte;
  (void)unused;
  (void)!read(hold[0], &byte, 1);
  return 0;
}

static const char *same(pid_t one, pid_t two, int type, int a, int b) {
  long answer = syscall(SYS_kcmp, one, two, type, a, b);
  return answer < 0 ? error_name(errno) : answer == 0 ? "same" : "different";
}

int main(void) {
  pid_t me = getpid();
  must(pipe(hold));
  int copy = dup(hold[0]), other = open("/dev/null", O_RDONLY);
  check("dup", same(me, me, FILE_, hold[0], copy), "same");
  check("other_file", same(me, me, FILE_, hold[0], other), "different");
  check("not_open", same(me, me, FILE_, hold[0], 99), "EBADF");
  pid_t child = (pid_t)must(clone(waits, stack + sizeof stack, CLONE_VM | CLONE_FS | SIGCHLD, 0));
  check("memory", same(me, child, VM, 0, 0), "same");
  check("fs", same(me, child, FS, 0, 0), "same");
  check("files", same(me, child, FILES, 0, 0), "different");
  check("handlers", same(me, child, SIGHAND, 0, 0), "different");
  check("inherited_file", same(me, child, FILE_, hold[0], hold[0]), "same");
  must(write(hold[1], "x", 1));
  check("child", reap(child), "exited 0");
  child = (pid_t)must(fork());
  if (child == 0) _exit(waits(0));
  check("forked_memory", same(me, child, VM, 0, 0), "different");
  check("forked_fs", same(me, child, FS, 0, 0), "different");
  must(write(hold[1], "x", 1));
  reap(child);
  check("nobody", same(me, 99999, VM, 0, 0), "ESRCH");
  check("unknown_type", same(me, me, 99, 0, 0), "EINVAL");

  check("personality", call(personality(0xffffffff)), "0");
  check("set", call(personality(ADDR_NO_RANDOMIZE)), "0");
  child = (pid_t)must(fork());
  if (child == 0) _exit(personality(0xffffffff) == ADDR_NO_RANDOMIZE ? 5 : 6);
  check("inherited", reap(child), "exited 5");
  check("back", personality(PER_LINUX) == ADDR_NO_RANDOMIZE, 1);
  check("is_back", call(personality(0xffffffff)), "0");
  return verdict();
}
