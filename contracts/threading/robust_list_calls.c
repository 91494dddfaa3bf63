/* Contract:  set_robust_list takes one length; get_robust_list answers the head of a thread; an ended owner marks its
 *            words, the one it was just about to take too, wakes a waiter, and leaves words of others alone.
 * Source:    get_robust_list(2); Documentation/locking/robust-futex-ABI
 * Covers:    set_robust_list get_robust_list futex exit
 */
#include "contract.h"

#include <sys/mman.h>

#define WAITERS 0x80000000u
#define OWNER_DIED 0x40000000u

struct lock {
  struct lock *next;
  uint32_t word;
};

/* In shared memory: three locks and the head of the list. */
static struct shared {
  struct {
    struct lock *next;
    long offset;
    struct lock *pending;
  } head;
  struct lock own, about, other;
} *shared;

static const char *marks(uint32_t word, uint32_t owner) {
  const char *bits = FLAGS(word & (WAITERS | OWNER_DIED), {WAITERS, "WAITERS"}, {OWNER_DIED, "OWNER_DIED"});
  return join(bits, (word & 0x3fffffff) == owner ? " owner" : (word & 0x3fffffff) == 0 ? " nobody" : " other");
}

int main(void) {
  void *head = 0;
  size_t length = 0;
  shared = (struct shared *)must(mmap(0, 4096, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0));
  check("set_short", call(syscall(SYS_set_robust_list, &shared->head, 23)), "EINVAL");
  check("set_long", call(syscall(SYS_set_robust_list, &shared->head, 25)), "EINVAL");
  check("set_bad_address", call(syscall(SYS_set_robust_list, 8, 24)), "0");
  check("get", call(syscall(SYS_get_robust_list, 0, &head, &length)), "0");
  check("length", (long long)length, 24);
  check("head", (long long)(uintptr_t)head, 8);
  check("get_nobody", call(syscall(SYS_get_robust_list, 99999, &head, &length)), "ESRCH");
  check("get_bad", call(syscall(SYS_get_robust_list, 0, 8, &length)), "EFAULT");
  must(syscall(SYS_set_robust_list, 0, 24));

  pid_t child = (pid_t)must(fork());
  if (child == 0) {
    uint32_t me = (uint32_t)getpid();
    shared->own.word = me | WAITERS;
    shared->about.word = me;
    shared->other.word = me + 1;
    shared->head.offset = offsetof(struct lock, word);
    shared->head.next = &shared->own;
    shared->own.next = &shared->other;
    shared->other.next = (struct lock *)&shared->head;
    shared->head.pending = &shared->about;
    syscall(SYS_set_robust_list, &shared->head, 24);
    _exit(3);
  }
  check("child", reap(child), "exited 3");
  check("own", marks(shared->own.word, (uint32_t)child), "WAITERS|OWNER_DIED nobody");
  check("about_to_be_taken", marks(shared->about.word, (uint32_t)child), "OWNER_DIED nobody");
  check("of_another", marks(shared->other.word, (uint32_t)child), "0 other");

  child = (pid_t)must(fork());
  if (child == 0) {
    shared->own.word = (uint32_t)getpid();
    shared->head.next = &shared->own;
    shared->own.next = &shared->own; /* a circle: the walk must end */
    shared->head.pending = 0;
    syscall(SYS_set_robust_list, &shared->head, 24);
    _exit(4);
  }
  check("circle", reap(child), "exited 4");
  check("circle_marked", marks(shared->own.word, (uint32_t)child), "OWNER_DIED nobody");
  child = (pid_t)must(fork());
  if (child == 0) {
    syscall(SYS_set_robust_list, 8, 24);
    _exit(5);
  }
  check("bad_head_harms_nobody", reap(child), "exited 5");
  return verdict();
}
