/* Contract:  process_madvise advises ranges of a process that a pidfd names: itself with any advice, ranges in turn up to
 *            the first that fails; another process with few kinds of advice, and rights over the machine.
 * Source:    process_madvise(2); Linux, mm/madvise.c
 * Covers:    process_madvise process_mrelease pidfd_open
 */
#include "contract.h"

#include <sys/mman.h>
#include <sys/syscall.h>
#include <sys/uio.h>

enum { PAGE = 4096 };

static char *pages;

static long advise(int pidfd, const struct iovec *ranges, size_t count, int advice, unsigned flags) {
  return syscall(440, pidfd, ranges, count, advice, flags);
}

static const char *release(int pidfd, unsigned flags) { return call(syscall(448, pidfd, flags)); }

static void fill(void) { memset(pages, 'x', 6 * PAGE); }

static const char *state(void) {
  static char text[7];
  for (int i = 0; i < 6; i++) text[i] = i == 2 ? '-' : pages[i * PAGE] ? 'x' : '0';
  return text;
}

int main(void) {
  struct iovec two[2], one;
  pages = mmap(0, 6 * PAGE, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
  must(pages == MAP_FAILED ? -1 : 0);
  fill();
  must(munmap(pages + 2 * PAGE, PAGE));
  must(mmap(pages + 2 * PAGE, PAGE, PROT_NONE, MAP_PRIVATE | MAP_ANONYMOUS | MAP_FIXED, -1, 0) == MAP_FAILED ? -1 : 0);
  int self = (int)must(syscall(SYS_pidfd_open, getpid(), 0));
  two[0] = (struct iovec){pages, PAGE};
  two[1] = (struct iovec){pages + 3 * PAGE, 2 * PAGE};
  check("two_ranges", advise(self, two, 2, MADV_DONTNEED, 0), 3 * PAGE);
  check("dropped", state(), "0x-00x");
  pages[0] = pages[3 * PAGE] = 'x';
  must(munmap(pages + 4 * PAGE, PAGE));
  two[1] = (struct iovec){pages + 4 * PAGE, PAGE};
  check("second_is_a_hole", advise(self, two, 2, MADV_DONTNEED, 0), PAGE);
  check("first_was_done", pages[0], 0);
  check("only_a_hole", call(advise(self, two + 1, 1, MADV_DONTNEED, 0)), "ENOMEM");
  one = (struct iovec){pages + 1, PAGE};
  check("not_a_page", call(advise(self, &one, 1, MADV_WILLNEED, 0)), "EINVAL");
  one = (struct iovec){pages, 0};
  check("empty_range", advise(self, &one, 1, MADV_WILLNEED, 0), 0);
  check("no_ranges", advise(self, two, 0, MADV_WILLNEED, 0), 0);
  check("flags", call(advise(self, two, 1, MADV_WILLNEED, 1)), "EINVAL");
  check("unknown_advice", call(advise(self, two, 1, 12345, 0)), "EINVAL");
  check("ranges_nowhere", call(advise(self, (void *)8, 1, MADV_WILLNEED, 0)), "EFAULT");
  check("too_many_ranges", call(advise(self, two, 1025, MADV_WILLNEED, 0)), "EINVAL");
  check("no_descriptor", call(advise(99, two, 1, MADV_WILLNEED, 0)), "EBADF");
  check("no_pidfd", call(advise(0, two, 1, MADV_WILLNEED, 0)), "EBADF");

  pid_t child = (pid_t)must(fork());
  if (child == 0) {
    for (;;) pause();
  }
  int other = (int)must(syscall(SYS_pidfd_open, child, 0));
  check("other_without_rights", call(advise(other, two, 1, MADV_WILLNEED, 0)), "EPERM");
  check("other_drop", call(advise(other, two, 1, MADV_DONTNEED, 0)), "EINVAL");
  check("release_flags", release(other, 1), "EINVAL");
  check("release_no_pidfd", release(99, 0), "EBADF");
  check("release_living", release(other, 0), "EINVAL");
  must(kill(child, SIGKILL));
  must(waitid(P_PID, (id_t)child, &(siginfo_t){0}, WEXITED | WNOWAIT));
  check("release_zombie", release(other, 0), "ESRCH");
  check("advise_zombie", call(advise(other, two, 1, MADV_WILLNEED, 0)), "ESRCH");
  must(waitpid(child, 0, 0));
  check("release_reaped", release(other, 0), "ESRCH");
  return verdict();
}
