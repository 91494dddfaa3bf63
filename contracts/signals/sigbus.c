/* Contract:  Touching a mapping beyond the end of its file is SIGBUS with BUS_ADRERR and the address; a misaligned access
 *            with the alignment check on is BUS_ADRALN.
 * Source:    mmap(2), SIGBUS; sigaction(2), BUS_ADRERR, BUS_ADRALN
 * Covers:    mmap ftruncate rt_sigaction rt_sigreturn
 */
#include "contract.h"

#include <sys/mman.h>
#include <ucontext.h>

static volatile int code;
static char *volatile address;

static void handler(int signal, siginfo_t *info, void *context) {
  (void)signal;
  code = info->si_code;
  address = info->si_addr;
  ((ucontext_t *)context)->uc_mcontext.gregs[REG_RIP] += 2;
}

static const char *touch(char *at, int writes) {
  code = 0;
  if (writes) __asm__ volatile("movb %%al, (%0)" : : "S"(at) : "memory");
  else __asm__ volatile("movb (%0), %%al" : : "S"(at) : "rax", "memory");
  return code == 0 ? "fine" : signal_code(SIGBUS, code);
}

int main(void) {
  scratch();
  must(sigaction(SIGBUS, &(struct sigaction){.sa_sigaction = handler, .sa_flags = SA_SIGINFO}, 0));
  int fd = (int)must(open("file", O_CREAT | O_RDWR, 0600));
  must(ftruncate(fd, 4100));
  char *shared = (char *)must(mmap(0, 3 * 4096, PROT_READ | PROT_WRITE, MAP_SHARED, fd, 0));
  char *private = (char *)must(mmap(0, 3 * 4096, PROT_READ | PROT_WRITE, MAP_PRIVATE, fd, 0));
  check("last_page_read", touch(shared + 8191, 0), "fine");
  check("beyond_read", touch(shared + 8192 + 7, 0), "BUS_ADRERR");
  check("address", address - shared, 8192 + 7);
  check("beyond_write", touch(shared + 8192, 1), "BUS_ADRERR");
  check("private_read", touch(private + 8192, 0), "BUS_ADRERR");
  check("private_write", touch(private + 8192, 1), "BUS_ADRERR");
  check("private_copy", touch(private + 4096, 1), "fine");
  must(ftruncate(fd, 0));
  check("after_truncate", touch(shared, 0), "BUS_ADRERR");
  check("truncated_private_copy", touch(private + 4096, 0), "BUS_ADRERR");
  must(ftruncate(fd, 12288));
  check("after_growing", touch(shared + 8192, 1), "fine");
  check("write_from_beyond", call(write(fd, shared + 12288 - 1, 1)), "1");
  must(ftruncate(fd, 4096));
  check("call_on_beyond", call(write(fd, shared + 8192, 1)), "EFAULT");
  pid_t child = (pid_t)must(fork());
  if (child == 0) {
    signal(SIGBUS, SIG_DFL);
    touch(shared + 8192, 0);
    _exit(0);
  }
  check("default_action", reap(child), "killed SIGBUS");
  return verdict();
}
