/* System calls that do next to nothing: what the way into the kernel and back costs. */
#include "bench.h"
#include <sys/resource.h>
#include <sys/syscall.h>
#include <sys/utsname.h>
#include <time.h>

static void getppid_calls(long count) {
  while (count-- > 0) syscall(SYS_getppid);
}

static void clock_vdso(long count) {
  struct timespec now;
  while (count-- > 0) clock_gettime(CLOCK_MONOTONIC, &now);
}

static void clock_trap(long count) {
  struct timespec now;
  while (count-- > 0) syscall(SYS_clock_gettime, CLOCK_MONOTONIC, &now);
}

static void uname_calls(long count) {
  struct utsname name;
  while (count-- > 0) uname(&name);
}

static void getrusage_calls(long count) {
  struct rusage usage;
  while (count-- > 0) getrusage(RUSAGE_SELF, &usage);
}

static void getrandom_calls(long count) {
  char bytes[16];
  while (count-- > 0) syscall(SYS_getrandom, bytes, sizeof bytes, 0);
}

static void invalid_calls(long count) {
  while (count-- > 0) close(-1);
}

BENCHES({"getppid", 100000, getppid_calls}, {"clock_gettime (libc)", 100000, clock_vdso},
        {"clock_gettime (system call)", 100000, clock_trap}, {"uname", 50000, uname_calls},
        {"getrusage", 50000, getrusage_calls}, {"getrandom 16 bytes", 50000, getrandom_calls},
        {"close(-1), EBADF", 100000, invalid_calls})
