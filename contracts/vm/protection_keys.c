/* Contract:  pkey_mprotect with the key -1 is mprotect; a key that was not allocated is EINVAL and changes nothing, whoever
 *            asks; pkey_alloc and pkey_free tell wrong arguments whether the processor has keys or not.
 * Source:    pkey_alloc(2), pkey_mprotect(2), pkeys(7)
 * Covers:    pkey_mprotect pkey_alloc pkey_free
 */
#include "contract.h"
#include "texts.h"
#include <sys/mman.h>

static char *page;

static const char *protect(void *at, size_t size, int rights, int key) {
  return call(syscall(SYS_pkey_mprotect, at, size, (long)rights, (long)key));
}

/* What the kernel may do for us with the page: read it, write it. */
static const char *rights(void) {
  int p[2];
  must(pipe(p));
  int readable = write(p[1], page, 1) == 1, writable;
  must(write(p[1], "x", 1));
  writable = read(p[0], page, 1) == 1;
  close(p[0]), close(p[1]);
  return readable ? writable ? "rw" : "r" : writable ? "w" : "none";
}

int main(void) {
  page = mmap(NULL, 8192, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
  check("at_first", rights(), "rw");
  check("no_key", protect(page, 4096, PROT_READ, -1), "0");
  check("read_only", rights(), "r");
  check("unknown_key", protect(page, 4096, PROT_READ | PROT_WRITE, 9), "EINVAL");
  check("unchanged", rights(), "r");
  check("negative_key", protect(page, 4096, PROT_READ | PROT_WRITE, -2), "EINVAL");
  check("huge_key", protect(page, 4096, PROT_READ | PROT_WRITE, 1 << 20), "EINVAL");
  check("no_length_no_question", protect(page, 0, PROT_READ, 9), "0");
  check("address_first", protect(page + 1, 4096, PROT_READ, -1), "EINVAL");
  check("not_mapped", protect(NULL, 4096, PROT_READ, -1), "ENOMEM");
  check("both_again", protect(page, 4096, PROT_READ | PROT_WRITE, -1), "0");
  check("writable_again", rights(), "rw");
  check("flags", call(syscall(SYS_pkey_alloc, 1L, 0L)), "EINVAL");
  check("rights", call(syscall(SYS_pkey_alloc, 0L, 4L)), "EINVAL");
  check("free_unknown", call(syscall(SYS_pkey_free, 9L)), "EINVAL");
  check("free_negative", call(syscall(SYS_pkey_free, -1L)), "EINVAL");
  return verdict();
}
