/* Contract:  Addresses differ from one execution to the next, unless ADDR_NO_RANDOMIZE is set: then stack, heap and
 *            mappings lie where they lay before, the stack at the very top. READ_IMPLIES_EXEC lets new readable memory be
 *            executed, and ends with execve.
 * Source:    personality(2)
 * Requires:  proc
 * Covers:    personality execve mmap mprotect
 */
#include "contract.h"

#include <sys/auxv.h>
#include <sys/mman.h>
#include <sys/personality.h>

enum { PAGE = 4096 };
struct places {
  uintptr_t stack_end, heap, mapping, personality;
};

static struct places execute(unsigned long persona) {
  int p[2];
  must(pipe(p));
  pid_t child = (pid_t)must(fork());
  if (child == 0) {
    must(dup2(p[1], 9));
    must(personality(persona));
    execl("/proc/self/exe", "self", "report", (char *)0);
    _exit(1);
  }
  struct places places = {0};
  must(close(p[1]));
  must(read(p[0], &places, sizeof places));
  must(close(p[0]));
  must(strcmp(reap(child), "exited 0") ? -1 : 0);
  return places;
}

static int runs(int prot, int later) {
  char *code = (char *)must(mmap(0, PAGE, PROT_READ | PROT_WRITE | prot, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0));
  memcpy(code, "\xb8\x07\0\0\0\xc3", 6); /* return 7 */
  if (later) must(mprotect(code, PAGE, later));
  pid_t child = (pid_t)must(fork());
  if (child == 0) _exit(((int (*)(void))code)());
  return strcmp(reap(child), "exited 7") == 0;
}

int main(int argc, char **argv) {
  (void)argv;
  if (argc > 1) {
    const char *name = (char *)getauxval(AT_EXECFN);
    struct places places = {(uintptr_t)name + strlen(name) + 9, (uintptr_t)syscall(SYS_brk, 0),
                            (uintptr_t)mmap(0, PAGE, PROT_READ, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0),
                            (uintptr_t)personality(0xffffffff)};
    return write(9, &places, sizeof places) != sizeof places;
  }
  struct places one = execute(0), two = execute(0);
  check("stacks_differ", one.stack_end != two.stack_end, 1);
  check("heaps_differ", one.heap != two.heap, 1);
  check("mappings_differ", one.mapping != two.mapping, 1);
  one = execute(ADDR_NO_RANDOMIZE);
  two = execute(ADDR_NO_RANDOMIZE);
  check("stacks_alike", one.stack_end == two.stack_end, 1);
  check("heaps_alike", one.heap == two.heap, 1);
  check("mappings_alike", one.mapping == two.mapping, 1);
  check("stack_at_the_top", one.stack_end == 0x7ffffffff000, 1);
  check("personality_stays", one.personality == ADDR_NO_RANDOMIZE, 1);

  check("not_executable", runs(0, 0), 0);
  must(personality(READ_IMPLIES_EXEC));
  check("readable_is_executable", runs(0, 0), 1);
  check("after_mprotect_too", runs(0, PROT_READ), 1);
  check("execve_ends_it", execute(READ_IMPLIES_EXEC).personality, 0);
  return verdict();
}
