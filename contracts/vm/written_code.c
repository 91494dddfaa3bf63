/* Contract:  A program may write machine code, run it, change it and run the new code; a page without PROT_EXEC faults.
 * Source:    mprotect(2), PROT_EXEC; Intel SDM, "Self-Modifying Code"
 * Covers:    mmap mprotect rt_sigaction
 */
#include "contract.h"

#include <setjmp.h>
#include <sys/mman.h>

enum { PAGE = 4096 };
static unsigned char *code;
static sigjmp_buf back;
static volatile int fault_code;
static volatile long offset;

static void handler(int signal, siginfo_t *info, void *context) {
  (void)signal;
  (void)context;
  fault_code = info->si_code;
  offset = (char *)info->si_addr - (char *)code;
  siglongjmp(back, 1);
}

static void put(long at, int value) {
  unsigned char bytes[6] = {0xb8, 0, 0, 0, 0, 0xc3}; /* mov $value, %eax; ret */
  memcpy(bytes + 1, &value, sizeof value);
  memcpy(code + at, bytes, sizeof bytes);
}

static const char *run(long at) {
  if (sigsetjmp(back, 1)) return join(join(signal_code(SIGSEGV, fault_code), " at "), number(offset, 10));
  return number(((int (*)(void))(uintptr_t)(code + at))(), 10);
}

int main(void) {
  int all = PROT_READ | PROT_WRITE | PROT_EXEC;
  must(sigaction(SIGSEGV, &(struct sigaction){.sa_sigaction = handler, .sa_flags = SA_SIGINFO}, 0));
  code = (unsigned char *)must(mmap(0, 2 * PAGE, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0));
  put(0, 1);
  check("not_executable", run(0), "SEGV_ACCERR at 0");
  must(mprotect(code, 2 * PAGE, PROT_READ | PROT_EXEC));
  check("executable", run(0), "1");
  must(mprotect(code, 2 * PAGE, all));
  put(0, 2);
  check("changed_while_writable", run(0), "2");
  int sum = 0;
  for (int i = 0; i < 50; i++) {
    put(0, i);
    sum += ((int (*)(void))(uintptr_t)code)();
  }
  check("changed_50_times", sum, 1225);
  put(PAGE - 3, 33);
  check("across_pages", run(PAGE - 3), "33");
  code[PAGE]++; /* the third byte of the number that lies in the second page */
  check("second_page_changed", run(PAGE - 3), "65569");
  must(mprotect(code + PAGE, PAGE, PROT_READ | PROT_WRITE));
  check("second_page_not_executable", run(PAGE - 3), "SEGV_ACCERR at 4096");
  must(munmap(code, PAGE));
  check("unmapped", run(0), "SEGV_MAPERR at 0");
  return verdict();
}
