/* Contract:  A second fault inside the handler of the first ends the process, unless SA_NODEFER; a handler without stack to
 *            run on ends it too; with an alternate stack it runs.
 * Source:    sigaction(2), SA_NODEFER; sigaltstack(2)
 * Covers:    rt_sigaction sigaltstack rt_sigreturn wait4
 */
#include "contract.h"

static volatile int depth;
static char stack[16384];

static void fault(void) { __asm__ volatile("movb (%0), %%al" : : "r"(16l) : "rax", "memory"); }

static void handler(int signal) {
  (void)signal;
  if (++depth == 3) _exit(33);
  fault();
}

static void ends(int signal) {
  (void)signal;
  _exit(34);
}

/* A fault with no stack: the stack pointer is at an unmapped place. */
static void fault_without_stack(void) { __asm__ volatile("mov $0x2000, %%esp\n push %%rax" : : : "memory"); }

static const char *run(void (*with)(int), int flags, void (*go)(void), int alternate) {
  pid_t child = (pid_t)must(fork());
  if (child) return reap(child);
  if (alternate) sigaltstack(&(stack_t){.ss_sp = stack, .ss_size = (size_t)alternate}, 0);
  sigaction(SIGSEGV, &(struct sigaction){.sa_handler = with, .sa_flags = flags}, 0);
  go();
  _exit(0);
}

int main(void) {
  check("plain", run(handler, 0, fault, 0), "killed SIGSEGV");
  check("nodefer", run(handler, SA_NODEFER, fault, 0), "exited 33");
  check("resethand", run(handler, SA_RESETHAND | SA_NODEFER, fault, 0), "killed SIGSEGV");
  check("no_stack", run(ends, 0, fault_without_stack, 0), "killed SIGSEGV");
  check("onstack_without_alternate", run(ends, SA_ONSTACK, fault_without_stack, 0), "killed SIGSEGV");
  check("alternate_without_onstack", run(ends, 0, fault_without_stack, sizeof stack), "killed SIGSEGV");
  check("alternate", run(ends, SA_ONSTACK, fault_without_stack, sizeof stack), "exited 34");
  check("alternate_overflows", run(handler, SA_ONSTACK | SA_NODEFER, fault, sizeof stack), "exited 33");
  return verdict();
}
