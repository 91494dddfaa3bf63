/* Contract:  A filter may leave a call to the tracer, who sees, changes and takes it back; without a tracer that asks it is ENOSYS.
 * Source:    ptrace(2), PTRACE_O_TRACESECCOMP; seccomp(2), SECCOMP_RET_TRACE
 * Covers:    ptrace seccomp prctl
 */
#include "contract.h"
#include "tracing.h"

#include <sys/prctl.h>

struct step {
  uint16_t code;
  uint8_t jt, jf;
  uint32_t k;
};

/* getpgrp is for the tracer, with 0x123; getuid is EXDEV; the rest is allowed. */
static int filtered(void) {
  static const struct step steps[] = {
      {0x20, 0, 0, 0},
      {0x15, 0, 1, SYS_getpgrp},
      {0x06, 0, 0, 0x7ff00123},
      {0x15, 0, 1, SYS_getuid},
      {0x06, 0, 0, 0x00050000 | EXDEV},
      {0x06, 0, 0, 0x7fff0000},
  };
  struct {
    unsigned short length;
    const struct step *steps;
  } program = {6, steps};
  return prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) || prctl(PR_SET_SECCOMP, 2, &program);
}

static int run(void) {
  if (filtered()) return 1;
  if (syscall(SYS_getpgrp) != -1 || errno != ENOSYS) return 2;
  raise(SIGUSR1);
  if (syscall(SYS_getpgrp) <= 0) return 3;
  if (syscall(SYS_getpgrp) != getppid()) return 4;
  if (syscall(SYS_getpgrp) != -1 || errno != EXDEV) return 5;
  if (syscall(SYS_getpgrp) != 88) return 6;
  syscall(SYS_getpgrp);
  return 7;
}

int main(void) {
  unsigned long message = 0;
  pid_t child = traced(run);
  check("without_the_option", onward(PTRACE_CONT, child, 0), "stopped SIGUSR1");
  must(ptrace(PTRACE_SETOPTIONS, child, 0, PTRACE_O_TRACESECCOMP | PTRACE_O_TRACESYSGOOD));
  check("event", onward(PTRACE_CONT, child, 0), "stopped SIGTRAP event 7");
  must(ptrace(PTRACE_GETEVENTMSG, child, 0, &message));
  check("message", (long)message, 0x123);
  struct user_regs_struct regs = registers(child);
  check("number", (long)regs.orig_rax == SYS_getpgrp, 1);
  check("rax", (long)regs.rax, -ENOSYS);
  char info[88];
  check("kind", call(ptrace(0x420e, child, sizeof info, info)), "84");
  check("kind_is_seccomp", info[0], 3);
  check("then_its_exit", onward(PTRACE_SYSCALL, child, 0), "stopped SIGTRAP+0x80");
  check("second", onward(PTRACE_CONT, child, 0), "stopped SIGTRAP event 7");
  must(ptrace(PTRACE_POKEUSER, child, 8 * ORIG_RAX, (long)SYS_getppid));
  check("third", onward(PTRACE_CONT, child, 0), "stopped SIGTRAP event 7");
  must(ptrace(PTRACE_POKEUSER, child, 8 * ORIG_RAX, (long)SYS_getuid));
  check("fourth", onward(PTRACE_CONT, child, 0), "stopped SIGTRAP event 7");
  must(ptrace(PTRACE_POKEUSER, child, 8 * ORIG_RAX, -1l));
  must(ptrace(PTRACE_POKEUSER, child, 8 * RAX, 88l));
  check("entry_before_the_filter", onward(PTRACE_SYSCALL, child, 0), "stopped SIGTRAP+0x80");
  check("taken_back_leaves", onward(PTRACE_SYSCALL, child, 0), "stopped SIGTRAP+0x80");
  check("event_after_entry", onward(PTRACE_SYSCALL, child, 0), "stopped SIGTRAP event 7");
  check("end", onward(PTRACE_CONT, child, 0), "exited 7");
  return verdict();
}
