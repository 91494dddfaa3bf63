/* Contract:  ru_minflt grows with each page of anonymous memory that is touched first, and not with the second touch; ru_maxrss keeps the peak; those of a child come with wait4 and stay with RUSAGE_CHILDREN.
 * Source:    getrusage(2), ru_minflt, ru_maxrss, "RUSAGE_CHILDREN"; wait4(2)
 * Covers:    getrusage wait4 waitid mmap madvise
 */
#include "contract.h"

#include <sys/mman.h>
#include <sys/resource.h>
#include <sys/syscall.h>
#include <sys/wait.h>

enum { PAGE = 4096, PAGES = 40, MANY = 700 };

static struct rusage usage(int who) {
  struct rusage now;
  must(getrusage(who, &now));
  return now;
}

static char *memory(int pages) {
  char *start = mmap(0, (size_t)pages * PAGE, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
  must(start == MAP_FAILED ? -1 : 0);
  madvise(start, (size_t)pages * PAGE, MADV_NOHUGEPAGE);
  return start;
}

static long touch(volatile char *start, int pages, int write) {
  long before = usage(RUSAGE_THREAD).ru_minflt;
  for (int i = 0; i < pages; i++) {
    if (write) start[i * PAGE] = 1;
    else (void)start[i * PAGE];
  }
  return usage(RUSAGE_THREAD).ru_minflt - before;
}

/* The kernel may take a few more, for pages of its own choice. */
static const char *about(long faults) {
  return faults >= PAGES && faults < PAGES * 3 / 2 ? "as many as pages" : faults < PAGES / 2 ? "few" : "other";
}

int main(void) {
  struct rusage child = {0};
  siginfo_t info;
  int status;
  usage(RUSAGE_THREAD);
  char *pages = memory(PAGES);
  check("first_reads", about(touch(pages, PAGES, 0)), "as many as pages");
  check("reads_again", about(touch(pages, PAGES, 0)), "few");
  check("first_writes", about(touch(pages, PAGES, 1)), "as many as pages");
  check("writes_again", about(touch(pages, PAGES, 1)), "few");
  must(madvise(pages, PAGES * PAGE, MADV_DONTNEED));
  check("after_dontneed", about(touch(pages, PAGES, 1)), "as many as pages");
  check("of_the_process", usage(RUSAGE_SELF).ru_minflt >= 3 * PAGES, 1);
  long long peak = usage(RUSAGE_SELF).ru_maxrss;
  check("no_child_yet", usage(RUSAGE_CHILDREN).ru_minflt, 0);
  check("no_child_size", usage(RUSAGE_CHILDREN).ru_maxrss, 0);

  pid_t pid = (pid_t)must(fork());
  if (pid == 0) _exit(touch(memory(MANY), MANY, 1) >= MANY ? 0 : 1);
  check("child", call(wait4(pid, &status, 0, &child)) && WEXITSTATUS(status) == 0, 1);
  check("child_faults", child.ru_minflt >= MANY, 1);
  check("child_size", child.ru_maxrss >= MANY * 4, 1);
  check("children_faults", usage(RUSAGE_CHILDREN).ru_minflt == child.ru_minflt, 1);
  check("children_size", usage(RUSAGE_CHILDREN).ru_maxrss == child.ru_maxrss, 1);
  check("size_is_not_the_parents", usage(RUSAGE_SELF).ru_maxrss < peak + MANY * 4, 1);

  long long largest = child.ru_maxrss;
  pid = (pid_t)must(fork());
  if (pid == 0) _exit(0);
  must(syscall(SYS_waitid, P_PID, pid, &info, WEXITED, &child));
  check("second_smaller", child.ru_maxrss < usage(RUSAGE_CHILDREN).ru_maxrss, 1);
  check("children_keep_the_largest", usage(RUSAGE_CHILDREN).ru_maxrss == largest, 1);
  check("children_add_up", usage(RUSAGE_CHILDREN).ru_minflt > child.ru_minflt, 1);

  char *large = memory(MANY);
  must(touch(large, MANY, 1));
  long long with = usage(RUSAGE_SELF).ru_maxrss;
  must(munmap(large, MANY * PAGE));
  check("peak_grew", with >= MANY * 4, 1);
  check("peak_stays", usage(RUSAGE_SELF).ru_maxrss >= with, 1);
  return verdict();
}
