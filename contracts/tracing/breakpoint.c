/* Contract:  A breakpoint written into a tracee's code stops it there, alone, although the page may not be written.
 * Source:    ptrace(2), PTRACE_POKETEXT; mm/gup.c, FOLL_FORCE
 * Covers:    ptrace wait4
 */
#include "contract.h"
#include "tracing.h"

__attribute__((noinline)) static int target(int value) {
  __asm__ volatile("" : "+r"(value));
  return value + 1;
}

static int run(void) { return target(1) + target(10); }

int main(void) {
  pid_t child = traced(run);
  errno = 0;
  long word = ptrace(PTRACE_PEEKTEXT, child, target, 0);
  check("same_code", memcmp(&word, (void *)target, 8), 0);
  must(ptrace(PTRACE_POKETEXT, child, target, (word & ~0xffl) | 0xcc));
  check("hit", onward(PTRACE_CONT, child, 0), "stopped SIGTRAP");
  struct user_regs_struct regs = registers(child);
  check("after_int3", regs.rip - 1 == (unsigned long)target, 1);
  check("not_in_a_call", (long)regs.orig_rax, -1);
  must(ptrace(PTRACE_POKETEXT, child, target, word));
  regs.rip--;
  must(ptrace(PTRACE_SETREGS, child, 0, &regs));
  check("stepped", onward(PTRACE_SINGLESTEP, child, 0), "stopped SIGTRAP");
  must(ptrace(PTRACE_POKETEXT, child, target, (word & ~0xffl) | 0xcc));
  check("hit_again", onward(PTRACE_CONT, child, 0), "stopped SIGTRAP");
  regs = registers(child);
  check("second_argument", (long)(int)regs.rdi, 10);
  must(ptrace(PTRACE_POKETEXT, child, target, word));
  regs.rip--;
  must(ptrace(PTRACE_SETREGS, child, 0, &regs));
  check("end", onward(PTRACE_CONT, child, 0), "exited 13");
  check("own_code_is_whole", target(4), 5);
  return verdict();
}
