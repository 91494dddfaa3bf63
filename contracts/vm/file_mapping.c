/* Contract:  A shared file mapping and read/write see the same bytes; the last page is zero beyond the end of the file,
 *            and pages beyond it are SIGBUS.
 * Source:    mmap(2), "Errors" and NOTES
 * Behaviour: B55
 * Covers:    mmap munmap pread64 pwrite64 ftruncate rt_sigaction
 */
#include "contract.h"

#include <setjmp.h>
#include <sys/mman.h>

enum { PAGE = 4096 };
static char *map;
static sigjmp_buf back;
static volatile int signal_seen, code;
static volatile long offset;

static void handler(int signal, siginfo_t *info, void *context) {
  (void)context;
  signal_seen = signal;
  code = info->si_code;
  offset = (char *)info->si_addr - map;
  siglongjmp(back, 1);
}

static const char *look(long at) {
  if (!sigsetjmp(back, 1)) return number(*(volatile char *)(map + at), 10);
  return join(join(signal_code(signal_seen, code), " at "), number(offset, 10));
}

int main(void) {
  char byte = 0;
  scratch();
  must(sigaction(SIGBUS, &(struct sigaction){.sa_sigaction = handler, .sa_flags = SA_SIGINFO}, 0));
  must(sigaction(SIGSEGV, &(struct sigaction){.sa_sigaction = handler, .sa_flags = SA_SIGINFO}, 0));
  int fd = (int)must(open("file", O_RDWR | O_CREAT, 0600));
  must(ftruncate(fd, PAGE + 100));
  must(pwrite(fd, "A", 1, 0));
  must(pwrite(fd, "B", 1, PAGE + 99));
  map = (char *)must(mmap(0, 3 * PAGE, PROT_READ | PROT_WRITE, MAP_SHARED, fd, 0));
  char *other = (char *)must(mmap(0, PAGE, PROT_READ, MAP_SHARED, fd, PAGE));
  check("first_byte", look(0), "65");
  check("last_byte", look(PAGE + 99), "66");
  check("beyond_end_in_page", look(PAGE + 100), "0");
  check("end_of_last_page", look(2 * PAGE - 1), "0");
  check("beyond_last_page", look(2 * PAGE), "BUS_ADRERR at 8192");

  map[PAGE + 5] = 'm';
  must(pread(fd, &byte, 1, PAGE + 5));
  check("write_through_map_read", byte, 'm');
  check("write_through_map_other_map", other[5], 'm');
  must(pwrite(fd, "w", 1, PAGE + 6));
  check("pwrite_seen_in_map", look(PAGE + 6), "119");
  must(ftruncate(fd, 3 * PAGE));
  check("grown_page_appears", look(2 * PAGE), "0");
  must(ftruncate(fd, 10));
  check("cut_page_is_gone", look(PAGE), "BUS_ADRERR at 4096");
  check("cut_in_page", look(10), "0");
  must(ftruncate(fd, 2 * PAGE));
  check("grown_again_is_zero", look(PAGE + 5), "0");
  must(close(fd));
  must(unlink("file"));
  check("outlives_descriptor_and_name", look(0), "65");
  must(munmap(map, 3 * PAGE));
  check("unmapped", look(0), "SEGV_MAPERR at 0");
  return verdict();
}
