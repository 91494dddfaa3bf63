/* Contract:  After a partial munmap the rest works, and the hole faults with SEGV_MAPERR into the handler.
 * Source:    munmap(2); sigaction(2), SEGV_MAPERR
 * Behaviour: B26
 * Covers:    munmap mmap rt_sigaction
 */
#include "contract.h"

#include <setjmp.h>
#include <sys/mman.h>

enum { PAGE = 4096 };
static char *memory;
static sigjmp_buf back;
static volatile int code;
static volatile long offset;

static void handler(int signal, siginfo_t *info, void *context) {
  (void)signal;
  (void)context;
  code = info->si_code;
  offset = (char *)info->si_addr - memory;
  siglongjmp(back, 1);
}

/* The byte there, or the fault. */
static const char *look(long at) {
  if (sigsetjmp(back, 1)) return join(join(signal_code(SIGSEGV, code), " at "), number(offset, 10));
  return number(*(volatile char *)(memory + at), 10);
}

int main(void) {
  memory = (char *)must(mmap(0, 5 * PAGE, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0));
  must(sigaction(SIGSEGV, &(struct sigaction){.sa_sigaction = handler, .sa_flags = SA_SIGINFO}, 0));
  for (int page = 0; page < 5; page++) memory[page * PAGE] = (char)(page + 1);
  check("unmap_middle", call(munmap(memory + 2 * PAGE, PAGE)), "0");
  check("page_0", look(0), "1");
  check("page_1", look(PAGE), "2");
  check("page_2_first_byte", look(2 * PAGE), "SEGV_MAPERR at 8192");
  check("page_2_last_byte", look(3 * PAGE - 1), "SEGV_MAPERR at 12287");
  check("page_3", look(3 * PAGE), "4");
  check("page_4", look(4 * PAGE), "5");

  check("unmap_hole_again", call(munmap(memory + 2 * PAGE, PAGE)), "0");
  must(munmap(memory, PAGE));
  check("first_page", look(0), "SEGV_MAPERR at 0");
  check("second_page", look(PAGE), "2");
  must(munmap(memory + 4 * PAGE, 1));
  check("length_is_rounded_up", look(5 * PAGE - 1), "SEGV_MAPERR at 20479");
  check("page_before", look(3 * PAGE), "4");
  char *filled = (char *)must(mmap(memory + 2 * PAGE, PAGE, PROT_READ, MAP_PRIVATE | MAP_ANONYMOUS | MAP_FIXED, -1, 0));
  check("hole_filled", filled - memory, 2 * PAGE);
  check("filled_is_zero", look(2 * PAGE), "0");
  check("over_everything", call(munmap(memory, 5 * PAGE)), "0");
  check("all_gone", look(3 * PAGE), "SEGV_MAPERR at 12288");
  check("unaligned", call(munmap(memory + 1, PAGE)), "EINVAL");
  check("length_0", call(munmap(memory, 0)), "EINVAL");
  return verdict();
}
