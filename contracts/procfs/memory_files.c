/* Contract:  /proc/PID/pagemap tells of each page whether it is there, and /proc/PID/mem reads and writes memory at its
 *            addresses, whatever protects it, but shared memory that may not be written.
 * Source:    proc_pid_pagemap(5), proc_pid_mem(5); Documentation/admin-guide/mm/pagemap.rst
 * Covers:    pread64 pwrite64 lseek mmap mprotect munmap
 * Requires:  proc
 */
#include "contract.h"
#include "texts.h"
#include <sys/mman.h>

enum { PAGE = 4096 };

static int pagemap;

/* Present, of a file or shared, mapped by us alone. */
static const char *page_at(const char *address) {
  uint64_t entry = 0;
  ssize_t size = pread(pagemap, &entry, 8, (off_t)((uintptr_t)address / PAGE * 8));
  if (size != 8) return call(size);
  return FLAGS((long long)(entry >> 56 & 0xa1), {1 << 7, "present"}, {1 << 5, "file"}, {1, "exclusive"});
}

int main(void) {
  char bytes[2 * PAGE];
  char *area = mmap(0, 4 * PAGE, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
  char *shared = mmap(0, PAGE, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
  pagemap = (int)must(open("/proc/self/pagemap", O_RDONLY));
  check("untouched", page_at(area), "0");
  check("read", *(volatile char *)area, 0);
  check("after_read", page_at(area), "present");
  area[PAGE] = 1;
  check("after_write", page_at(area + PAGE), "present|exclusive");
  shared[0] = 1;
  check("shared", page_at(shared), "present|file|exclusive");
  must(madvise(area + PAGE, PAGE, MADV_DONTNEED));
  check("dropped", page_at(area + PAGE), "0");
  must(munmap(area + 2 * PAGE, PAGE));
  check("no_mapping", page_at(area + 2 * PAGE), "0");
  check("odd_length", call(pread(pagemap, bytes, 7, 0)), "EINVAL");
  check("odd_offset", call(pread(pagemap, bytes, 8, 4)), "EINVAL");
  check("several", call(pread(pagemap, bytes, 32, 0)), "32");
  check("at_the_end", call(pread(pagemap, bytes, 16, (0x7ffffffff000 / PAGE - 1) * 8)), "8");
  int memory = (int)must(open("/proc/self/mem", O_RDWR));
  check("write", call(pwrite(memory, "written", 7, (off_t)(uintptr_t)area)), "7");
  check("written", text(area, 7), "written");
  check("read_back", text(bytes, pread(memory, bytes, 4, (off_t)(uintptr_t)area + 3)), "tten");
  check("up_to_the_hole", call(pread(memory, bytes, 2 * PAGE, (off_t)(uintptr_t)area + PAGE)), "4096");
  check("hole", call(pread(memory, bytes, 8, (off_t)(uintptr_t)area + 2 * PAGE)), "EIO");
  check("null", call(pread(memory, bytes, 8, 0)), "EIO");
  check("seek_end", call(lseek(memory, 0, SEEK_END)), "EINVAL");
  must(mprotect(area, PAGE, PROT_READ));
  check("write_protected", call(pwrite(memory, "W", 1, (off_t)(uintptr_t)area)), "1");
  check("write_protected_is", text(area, 7), "Written");
  must(mprotect(area, PAGE, PROT_NONE));
  check("read_protected", text(bytes, pread(memory, bytes, 7, (off_t)(uintptr_t)area)), "Written");
  must(mprotect(shared, PAGE, PROT_READ));
  check("write_shared", call(pwrite(memory, "x", 1, (off_t)(uintptr_t)shared)), "EIO");
  pid_t child = (pid_t)must(fork());
  if (child == 0)
    for (;;) pause();
  int its = (int)must(open(proc(child, "mem"), O_RDWR));
  check("of_a_child", call(pwrite(its, "child", 5, (off_t)(uintptr_t)bytes)), "5");
  check("ours_stays", text(bytes, 5), "Writt");
  must(kill(child, SIGKILL));
  reap(child);
  check("of_the_dead", call(pread(its, bytes, 5, (off_t)(uintptr_t)bytes)), "0");
  return verdict();
}
