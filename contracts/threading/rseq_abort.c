/* Contract:  A signal inside a restartable sequence sends the thread to the sequence's abort address, and the area's pointer
 *            is cleared; the handler's frame has the abort address already. A sequence whose abort address lacks the
 *            signature kills the thread with SIGSEGV.
 * Source:    rseq(2) of the kernel's documentation, "struct rseq_cs"
 * Covers:    rseq setitimer
 */
#include "contract.h"

#include <sys/time.h>
#include <ucontext.h>

enum { SIGNATURE = 0x53053053 };

static struct area {
  uint32_t cpu_start, cpu;
  volatile uint64_t sequence;
  uint32_t flags, node, cid, rest[9];
} area __attribute__((aligned(64)));

struct sequence {
  uint32_t version, flags;
  uint64_t start, length, abort;
} __attribute__((aligned(32)));

static volatile int handled, seen_inside, seen_at_abort;
static struct sequence right;

static void handler(int signal_number, siginfo_t *info, void *context) {
  uint64_t at = (uint64_t)((ucontext_t *)context)->uc_mcontext.gregs[REG_RIP];
  (void)signal_number, (void)info;
  handled = 1;
  seen_inside |= right.start && at - right.start < right.length;
  seen_at_abort |= at == right.abort;
}

/* Loops inside the sequence until it is aborted; the pointer to `sequence` is set in the loop's first instruction. */
static void loop_in(struct sequence *sequence) {
  __asm__ volatile("leaq 1f(%%rip), %%rax\n\t"
                   "movq %%rax, 8(%0)\n\t"
                   "movq $(2f - 1f), 16(%0)\n\t"
                   "leaq 4f(%%rip), %%rax\n\t"
                   "movq %%rax, 24(%0)\n\t"
                   "movq %0, %1\n"
                   "1:\tjmp 1b\n"
                   "2:\tud2\n\t"
                   ".long 0x53053053\n"
                   "4:\n"
                   :
                   : "r"(sequence), "m"(area.sequence)
                   : "rax", "memory");
}

static void tick(void) {
  struct itimerval often = {{0, 2000}, {0, 2000}};
  must(setitimer(ITIMER_REAL, &often, 0));
}

int main(void) {
  must(sigaction(SIGALRM, &(struct sigaction){.sa_sigaction = handler, .sa_flags = SA_SIGINFO}, 0));
  check("registered", call(syscall(SYS_rseq, &area, 32, 0, SIGNATURE)), "0");
  tick();
  /* Another program's turn aborts it too: until a signal has come in the loop. */
  do loop_in(&right);
  while (!seen_at_abort);
  check("pointer_cleared", area.sequence == 0, 1);
  check("handler_ran", handled, 1);
  check("handler_saw_abort_address", seen_at_abort, 1);
  check("handler_saw_sequence", seen_inside, 0);

  for (int kind = 0; kind < 2; kind++) {
    pid_t child = (pid_t)must(fork());
    if (child == 0) {
      static struct sequence wrong;
      if (kind == 0) wrong.version = 1;
      tick();
      if (kind == 1) {
        must(syscall(SYS_rseq, &area, 32, 1, SIGNATURE));
        must(syscall(SYS_rseq, &area, 32, 0, SIGNATURE + 1));
      }
      loop_in(&wrong);
      _exit(0);
    }
    check(kind ? "other_signature" : "unknown_version", reap(child), "killed SIGSEGV");
  }
  return verdict();
}
