/* Contract:  a handler begins with fresh x87 and SSE registers, the interrupted ones come back, and what the handler
 *            writes into the saved ones counts; fork inherits them.
 * Source:    Linux fpu__clear_user_states(), restore_sigcontext(); fork(2)
 * Covers:    rt_sigaction rt_sigreturn fork
 */
#include "contract.h"

#include <ucontext.h>

struct state {
  uint16_t control;
  uint16_t status;
  uint32_t mxcsr;
};
static struct state seen;
static int mends;

/* In one piece, so that the compiler puts nothing of its own between. */
static struct state current(void) {
  struct state s;
  __asm__ volatile("fnstcw %0; fnstsw %1; stmxcsr %2" : "=m"(s.control), "=m"(s.status), "=m"(s.mxcsr));
  return s;
}

static void show(const char *when, struct state s) {
  static const uint16_t top = 0x3800;
  check(join(when, "_control"), number(s.control, 16), mends ? "0x37f" : when[0] == 'h' ? "0x37f" : "0x27f");
  check(join(when, "_top"), (s.status & top) >> 11, when[0] == 'h' ? 0 : 7);
  check(join(when, "_mxcsr"), number(s.mxcsr, 16), mends ? "0x1f80" : when[0] == 'h' ? "0x1f80" : "0x5f80");
}

static void on_signal(int signal, siginfo_t *info, void *context) {
  ucontext_t *uc = context;
  (void)signal;
  (void)info;
  seen = current();
  __asm__ volatile("fninit");
  if (!mends) return;
  uc->uc_mcontext.fpregs->cwd = 0x37f;
  uc->uc_mcontext.fpregs->mxcsr = 0x1f80;
}

int main(void) {
  struct sigaction action = {.sa_sigaction = on_signal, .sa_flags = SA_SIGINFO};
  must(sigaction(SIGUSR1, &action, 0));
  uint16_t control = 0x27f; /* 53 bits */
  uint32_t mxcsr = 0x5f80;  /* round up */
  double one = 0;
  __asm__ volatile("fninit; fldcw %0; ldmxcsr %1; fld1" : : "m"(control), "m"(mxcsr));
  must(raise(SIGUSR1));
  show("after", current());
  show("handler", seen);
  pid_t child = (pid_t)must(fork());
  if (child == 0) {
    struct state s = current();
    _exit(s.control == control && s.mxcsr == mxcsr && (s.status & 0x3800) == 0x3800);
  }
  check("child_inherits", reap(child), "exited 1");
  mends = 1;
  must(raise(SIGUSR1));
  show("mended", current());
  __asm__ volatile("fstpl %0" : "=m"(one));
  check("stack_kept", one == 1, 1);
  return verdict();
}
