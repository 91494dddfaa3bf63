/* Contract:  kcmp tells for each kind of resource whether two tasks share it, orders those that are not the same in one
 *            way, and finds the file that an epoll watches.
 * Source:    kcmp(2)
 * Covers:    kcmp clone pidfd_getfd epoll_ctl
 */
#include "contract.h"

#include <sched.h>
#include <sys/mman.h>
#include <sys/syscall.h>

enum { FILES_OF_ONE, VM, FILES, FS, SIGHAND, IO, SYSVSEM, EPOLL_TFD };

struct slot {
  uint32_t efd, tfd, toff;
};

static pid_t me;
static int wait_here[2];

static long compare(pid_t one, pid_t other, int kind, unsigned long a, unsigned long b) {
  return syscall(SYS_kcmp, (long)one, (long)other, (long)kind, a, b);
}

static const char *same(pid_t other, int kind) {
  long result = compare(me, other, kind, 0, 0);
  return result == 0 ? "same" : result == 1 || result == 2 ? "other" : call(result);
}

static int waits(void *unused) {
  char byte;
  (void)unused;
  return read(wait_here[0], &byte, 1) == 1 ? 0 : 1;
}

/* The kinds that a child of these flags shares with us. */
static const char *shared(int given) {
  static const struct contract_name kinds[] = {NAME(VM), NAME(FILES), NAME(FS), NAME(SIGHAND), NAME(IO), NAME(SYSVSEM)};
  int set = 0;
  char *stack = mmap(0, 65536, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
  pid_t child = (pid_t)must(clone(waits, stack + 65536, given | SIGCHLD, 0));
  for (size_t i = 0; i < sizeof kinds / sizeof *kinds; i++) {
    if (!strcmp(same(child, (int)kinds[i].value), "same")) set |= 1 << i;
  }
  must(write(wait_here[1], "x", 1));
  must(waitpid(child, 0, 0));
  return FLAGS(set, {1, "VM"}, {2, "FILES"}, {4, "FS"}, {8, "SIGHAND"}, {16, "IO"}, {32, "SYSVSEM"});
}

int main(void) {
  int p[2], epoll, twin;
  me = getpid();
  must(pipe(wait_here));
  must(pipe(p));
  check("fork", shared(0), "IO|SYSVSEM");
  check("vm", shared(CLONE_VM), "VM|IO|SYSVSEM");
  check("files", shared(CLONE_FILES), "FILES|IO|SYSVSEM");
  check("fs", shared(CLONE_FS), "FS|IO|SYSVSEM");
  check("handlers", shared(CLONE_SIGHAND | CLONE_VM), "VM|SIGHAND|IO|SYSVSEM");

  twin = (int)must(dup(p[0]));
  check("dup_is_the_same", compare(me, me, FILES_OF_ONE, (unsigned)p[0], (unsigned)twin), 0);
  long first = compare(me, me, FILES_OF_ONE, (unsigned)p[0], (unsigned)p[1]);
  long again = compare(me, me, FILES_OF_ONE, (unsigned)p[1], (unsigned)p[0]);
  check("ends_differ", (first == 1 && again == 2) || (first == 2 && again == 1), 1);
  check("closed", call(compare(me, me, FILES_OF_ONE, 99, 0)), "EBADF");

  epoll = (int)must(epoll_create1(0));
  must(epoll_ctl(epoll, EPOLL_CTL_ADD, p[0], &(struct epoll_event){.events = EPOLLIN}));
  struct slot slot = {(uint32_t)epoll, (uint32_t)p[0], 0};
  check("watched", compare(me, me, EPOLL_TFD, (unsigned)twin, (unsigned long)&slot), 0);
  check("not_watched", compare(me, me, EPOLL_TFD, (unsigned)p[1], (unsigned long)&slot) > 0, 1);
  slot.toff = 1;
  check("no_second", call(compare(me, me, EPOLL_TFD, (unsigned)p[0], (unsigned long)&slot)), "ENOENT");
  slot = (struct slot){(uint32_t)epoll, (uint32_t)p[1], 0};
  check("other_number", call(compare(me, me, EPOLL_TFD, (unsigned)p[0], (unsigned long)&slot)), "ENOENT");
  slot = (struct slot){(uint32_t)p[0], (uint32_t)p[0], 0};
  check("no_epoll", call(compare(me, me, EPOLL_TFD, (unsigned)p[0], (unsigned long)&slot)), "EINVAL");
  slot = (struct slot){99, (uint32_t)p[0], 0};
  check("closed_epoll", call(compare(me, me, EPOLL_TFD, (unsigned)p[0], (unsigned long)&slot)), "EBADF");
  check("slot_nowhere", call(compare(me, me, EPOLL_TFD, (unsigned)p[0], 8)), "EFAULT");
  check("unknown_kind", call(compare(me, me, 8, 0, 0)), "EINVAL");
  check("nobody", call(compare(me, 30000, VM, 0, 0)), "ESRCH");
  return verdict();
}
