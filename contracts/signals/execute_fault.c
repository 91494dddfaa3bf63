/* Contract:  Calling what is not executable or not mapped is SIGSEGV with the target as si_addr and as RIP.
 * Source:    sigaction(2), SEGV_ACCERR, SEGV_MAPERR
 * Covers:    rt_sigaction rt_sigreturn mmap
 */
#include "contract.h"

#include <sys/mman.h>
#include <ucontext.h>

static volatile int code, same;
static volatile long error;

/* Returns for the function that could not run: takes the return address off the stack. */
static void handler(int signal, siginfo_t *info, void *context) {
  greg_t *registers = ((ucontext_t *)context)->uc_mcontext.gregs;
  (void)signal;
  code = info->si_code;
  same = (long)info->si_addr == registers[REG_RIP];
  error = registers[REG_ERR];
  registers[REG_RIP] = *(long *)registers[REG_RSP];
  registers[REG_RSP] += 8;
}

static const char *run(const char *at) {
  code = 0;
  void (*function)(void);
  memcpy(&function, &at, sizeof function);
  function();
  return code == 0 ? "ran" : join(signal_code(SIGSEGV, code), join(" error ", number(error, 10)));
}

int main(void) {
  must(sigaction(SIGSEGV, &(struct sigaction){.sa_sigaction = handler, .sa_flags = SA_SIGINFO}, 0));
  char *page = (char *)must(mmap(0, 8192, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0));
  must(munmap(page + 4096, 4096));
  page[0] = (char)0xc3; /* ret */
  check("not_executable", run(page), "SEGV_ACCERR error 21");
  check("address_is_rip", same, 1);
  must(mprotect(page, 4096, PROT_READ | PROT_EXEC));
  check("executable", run(page), "ran");
  check("unmapped", run(page + 4096), "SEGV_MAPERR error 20");
  check("unmapped_address_is_rip", same, 1);
  check("null", run(0), "SEGV_MAPERR error 20");
  must(mprotect(page, 4096, PROT_NONE));
  check("no_access", run(page), "SEGV_ACCERR error 20");
  return verdict();
}
