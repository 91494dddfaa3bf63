/* Contract:  The stack grows up to RLIMIT_STACK, which may change while the program runs; beyond it is SIGSEGV.
 * Source:    getrlimit(2), RLIMIT_STACK
 * Covers:    setrlimit rt_sigaction sigaltstack
 */
#include "contract.h"

#include <sys/resource.h>

enum { KB = 1024 };
static char alternate[16384];

static void handler(int signal) { _exit(signal == SIGSEGV ? 40 : 41); }

/* Touches one byte so far below the present stack. */
static const char *touch(long below, rlim_t limit) {
  pid_t child = (pid_t)must(fork());
  if (child) return reap(child);
  sigaltstack(&(stack_t){.ss_sp = alternate, .ss_size = sizeof alternate}, 0);
  sigaction(SIGSEGV, &(struct sigaction){.sa_handler = handler, .sa_flags = SA_ONSTACK}, 0);
  if (setrlimit(RLIMIT_STACK, &(struct rlimit){limit, 8192 * KB})) _exit(1);
  volatile char *here = (volatile char *)__builtin_frame_address(0);
  here[-below] = 1;
  _exit(here[-below] + 5);
}

int main(void) {
  check("within_8_mb", touch(7000l * KB, 8192 * KB), "exited 6");
  check("beyond_8_mb", touch(9000l * KB, 8192 * KB), "exited 40");
  check("within_1_mb", touch(900l * KB, 1024 * KB), "exited 6");
  check("beyond_1_mb", touch(1200l * KB, 1024 * KB), "exited 40");
  check("far_above_limit", touch(200l * KB, 160 * KB), "exited 40");
  return verdict();
}
