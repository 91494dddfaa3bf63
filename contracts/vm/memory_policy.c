/* Contract:  On a machine with one memory node a thread's memory policy names that node or none: it is kept, inherited by
 *            children, and other nodes do not exist.
 * Source:    set_mempolicy(2), get_mempolicy(2), move_pages(2), migrate_pages(2); mm/mempolicy.c
 * Covers:    set_mempolicy get_mempolicy move_pages migrate_pages
 */
#include "contract.h"
#include <sys/mman.h>

enum { DEFAULT, PREFERRED, BIND, INTERLEAVE, LOCAL, STATIC = 0x8000, RELATIVE = 0x4000 };
static unsigned long zero, one = 1, two = 2, mask[16];

static const char *set(int mode, unsigned long *nodes, unsigned long most) {
  return call(syscall(SYS_set_mempolicy, mode, nodes, most));
}
static const char *policy(void) {
  int mode = -1;
  if (syscall(SYS_get_mempolicy, &mode, mask, 1024, 0, 0)) return error_name(errno);
  return join(join(number(mode, 16), " "), number((long long)mask[0], 10));
}

int main(void) {
  int mode = -1;
  check("first", policy(), "0x0 0");
  check("default_with_nodes", set(DEFAULT, &one, 64), "EINVAL");
  check("bind", set(BIND, &one, 64), "0");
  check("bound", policy(), "0x2 1");
  pid_t child = (pid_t)must(fork());
  if (child == 0) _exit(strcmp(policy(), "0x2 1") != 0);
  check("inherited", reap(child), "exited 0");
  check("no_such_node", set(BIND, &two, 64), "EINVAL");
  check("no_node", set(BIND, &zero, 64), "EINVAL");
  check("kept", policy(), "0x2 1");
  check("preferred", set(PREFERRED, &one, 64), "0");
  check("preferred_is", policy(), "0x1 1");
  check("preferred_none", set(PREFERRED, 0, 0), "0");
  check("preferred_none_is", policy(), "0x4 0");
  check("interleave", set(INTERLEAVE, &one, 64), "0");
  check("local_with_nodes", set(LOCAL, &one, 64), "EINVAL");
  check("local", set(LOCAL, 0, 0), "0");
  check("unknown", set(99, &one, 64), "EINVAL");
  check("static", set(BIND | STATIC, &one, 64), "0");
  check("static_is", policy(), "0x8002 1");
  check("two_flags", set(BIND | STATIC | RELATIVE, &one, 64), "EINVAL");
  check("bad_address", set(BIND, (void *)8, 64), "EFAULT");
  check("too_many_nodes", set(BIND, &one, 1000000), "EINVAL");
  check("back", set(DEFAULT, 0, 0), "0");
  check("allowed", call(syscall(SYS_get_mempolicy, &mode, mask, 1024, 0, 4)), "0");
  check("allowed_nodes", mask[0], 1);
  check("address_unasked", call(syscall(SYS_get_mempolicy, &mode, mask, 1024, mask, 0)), "EINVAL");
  check("unknown_flag", call(syscall(SYS_get_mempolicy, &mode, mask, 1024, 0, 8)), "EINVAL");
  check("node_of_default", call(syscall(SYS_get_mempolicy, &mode, 0, 0, 0, 1)), "EINVAL");
  char *page = mmap(0, 8192, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
  page[0] = 1;
  check("node", call(syscall(SYS_get_mempolicy, &mode, 0, 0, page, 3)), "0");
  check("node_is", mode, 0);
  check("nowhere", call(syscall(SYS_get_mempolicy, &mode, mask, 1024, 8, 2)), "EFAULT");
  void *pages[3] = {page, page + 4096, (void *)8};
  int nodes[3] = {0, 0, 0}, where[3] = {7, 7, 7};
  check("where", call(syscall(SYS_move_pages, 0, 3, pages, 0, where, 2)), "0");
  check("where_used", where[0], 0);
  check("where_unused", error_name(-where[1]), "ENOENT");
  check("where_unmapped", error_name(-where[2]), "EFAULT");
  check("move", call(syscall(SYS_move_pages, 0, 1, pages, nodes, where, 2)), "0");
  nodes[0] = 1;
  check("move_away", call(syscall(SYS_move_pages, 0, 1, pages, nodes, where, 2)), "ENODEV");
  check("move_flags", call(syscall(SYS_move_pages, 0, 1, pages, nodes, where, 8)), "EINVAL");
  check("move_all", call(syscall(SYS_move_pages, 0, 1, pages, nodes, where, 4)), "EPERM");
  check("move_nobody", call(syscall(SYS_move_pages, 99999, 1, pages, nodes, where, 2)), "ESRCH");
  check("migrate", call(syscall(SYS_migrate_pages, 0, 64, &one, &one)), "0");
  check("migrate_away", call(syscall(SYS_migrate_pages, 0, 64, &one, &two)), "EPERM");
  check("migrate_from", call(syscall(SYS_migrate_pages, 0, 64, &two, &one)), "0");
  check("migrate_nobody", call(syscall(SYS_migrate_pages, 99999, 64, &one, &one)), "ESRCH");
  return verdict();
}
