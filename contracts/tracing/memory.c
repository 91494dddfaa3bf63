/* Contract:  A tracer reads and writes its tracee's memory whatever its rights, but shared pages that may not be written.
 * Source:    ptrace(2), PTRACE_PEEKDATA, PTRACE_POKEDATA; mm/memory.c, ptrace_access_vm
 * Covers:    ptrace process_vm_writev mmap mprotect
 * Requires:  proc
 */
#include "contract.h"
#include "tracing.h"

#include <sys/mman.h>

static const volatile long constant = 5;
static volatile long variable = 6;
static char *hidden, *shared, *last;

static int run(void) { return (int)(constant + variable); }

static const char *peek(pid_t child, const volatile void *address) {
  errno = 0;
  long word = ptrace(PTRACE_PEEKDATA, child, address, 0);
  return errno ? error_name(errno) : number(word, 10);
}

static const char *poke(pid_t child, const volatile void *address, long word) {
  return call(ptrace(PTRACE_POKEDATA, child, address, word));
}

int main(void) {
  hidden = mmap(0, 8192, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
  shared = mmap(0, 4096, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
  *(long *)hidden = 7;
  *(long *)(hidden + 4092) = 0x1234567890abcd;
  *(long *)shared = 8;
  must(mprotect(hidden, 4096, PROT_NONE));
  must(mprotect(shared, 4096, PROT_READ));
  last = mmap(0, 8192, PROT_READ, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
  must(munmap(last + 4096, 4096));
  pid_t child = traced(run);
  check("constant", peek(child, &constant), "5");
  check("variable", peek(child, &variable), "6");
  check("no_rights", peek(child, hidden), "7");
  check("across_pages", peek(child, hidden + 4092), "5124095575370701");
  check("shared", peek(child, shared), "8");
  check("nothing_there", peek(child, (void *)16), "EIO");
  check("beyond", peek(child, last + 4092), "EIO");
  check("poke_constant", poke(child, &constant, 30), "0");
  check("poke_variable", poke(child, &variable, 12), "0");
  check("poke_no_rights", poke(child, hidden, 70), "0");
  check("poke_shared", poke(child, shared, 80), "EIO");
  check("poke_nothing", poke(child, (void *)16, 1), "EIO");
  check("no_rights_now", peek(child, hidden), "70");
  check("shared_now", peek(child, shared), "8");
  int fd = (int)must(open(join(join("/proc/", number(child, 10)), "/mem"), O_RDWR));
  long word = 31;
  check("mem_write", call(pwrite(fd, &word, 8, (off_t)(long)&constant)), "8");
  check("mem_write_shared", call(pwrite(fd, &word, 8, (off_t)(long)shared)), "EIO");
  check("mem_read", call(pread(fd, &word, 8, (off_t)(long)hidden)), "8");
  check("mem_word", word, 70);
  check("raw_to_nowhere", call(syscall(SYS_ptrace, PTRACE_PEEKDATA, child, &variable, 16)), "EFAULT");
  check("end", onward(PTRACE_CONT, child, 0), "exited 43");
  check("own_constant", constant, 5);
  return verdict();
}
