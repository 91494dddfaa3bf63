/* Contract:  A write to a page made read-only runs the SIGSEGV handler with si_addr and SEGV_ACCERR; it may repair
 *            the page and return, and the write happens.
 * Source:    mprotect(2); sigaction(2)
 * Behaviour: B25
 * Covers:    mprotect rt_sigaction rt_sigreturn
 */
#include "contract.h"

#include <sys/mman.h>

enum { PAGE = 4096 };
static char *memory;
static volatile int faults, code;
static volatile long offset;

static void repair(int signal, siginfo_t *info, void *context) {
  (void)signal;
  (void)context;
  faults++;
  code = info->si_code;
  offset = (char *)info->si_addr - memory;
  if (faults > 10 || mprotect(memory + offset / PAGE * PAGE, PAGE, PROT_READ | PROT_WRITE)) _exit(9);
}

static const char *seen(void) { return join(join(signal_code(SIGSEGV, code), " at "), number(offset, 10)); }

int main(void) {
  memory = (char *)must(mmap(0, 3 * PAGE, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0));
  must(sigaction(SIGSEGV, &(struct sigaction){.sa_sigaction = repair, .sa_flags = SA_SIGINFO}, 0));
  volatile char *at = memory;
  at[PAGE + 10] = 'a';
  check("protect", call(mprotect(memory + PAGE, PAGE, PROT_READ)), "0");
  check("still_readable", at[PAGE + 10], 'a');
  check("no_fault_yet", faults, 0);
  at[PAGE + 20] = 'b';
  check("write_fault", seen(), "SEGV_ACCERR at 4116");
  check("write_happened", at[PAGE + 20], 'b');
  check("other_data_kept", at[PAGE + 10], 'a');
  check("one_fault", faults, 1);
  at[PAGE + 30] = 'c';
  check("repaired_for_good", faults, 1);

  must(mprotect(memory, PAGE, PROT_NONE));
  check("read_of_none_page", at[7], 0);
  check("read_fault", seen(), "SEGV_ACCERR at 7");
  must(mprotect(memory + 2 * PAGE, PAGE, PROT_READ));
  must(write((int)must(open("/dev/null", O_WRONLY)), memory + 2 * PAGE, PAGE));
  check("system_call_reads_it", faults, 2);
  int p[2];
  must(pipe(p));
  must(write(p[1], "x", 1));
  check("system_call_cannot_write_it", call(read(p[0], memory + 2 * PAGE, 1)), "EFAULT");
  check("no_signal_for_that", faults, 2);

  check("unaligned", call(syscall(SYS_mprotect, memory + 1, PAGE, PROT_READ)), "EINVAL");
  must(munmap(memory + PAGE, PAGE));
  check("hole", call(mprotect(memory, 3 * PAGE, PROT_READ)), "ENOMEM");
  return verdict();
}
