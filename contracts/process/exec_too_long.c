/* Contract:  execve refuses a single string of 128 KiB, and arguments and environment that together take more than a
 *            quarter of the stack limit, with E2BIG; below that everything arrives.
 * Source:    execve(2), "Limits on size of arguments and environment"
 * Covers:    execve
 */
#include "contract.h"

#include <sys/resource.h>

enum { LONGEST = 128 << 10, MOST = 64 };
static char string[LONGEST + 1];

/* Executes this program with `count` strings of `size` bytes (their NULs counted), after setting the stack limit. */
static const char *execute(int count, int size, rlim_t stack) {
  pid_t child = (pid_t)must(fork());
  if (child == 0) {
    char *arguments[MOST + 3] = {"self", "count"}, *environment[] = {0};
    memset(string, 'x', sizeof string);
    string[size - 1] = 0;
    for (int i = 0; i < count; i++) arguments[2 + i] = string;
    if (stack) must(setrlimit(RLIMIT_STACK, &(struct rlimit){stack, stack}));
    execve("/proc/self/exe", arguments, environment);
    _exit(errno == E2BIG ? 100 : 101);
  }
  int status;
  must(waitpid(child, &status, 0));
  if (WIFEXITED(status) && WEXITSTATUS(status) == 100) return "E2BIG";
  if (WIFEXITED(status) && WEXITSTATUS(status) == count) return "all arrive";
  return wait_status(status);
}

int main(int argc, char **argv) {
  if (argc > 1) {
    /* The child: how many strings came whole. */
    int whole = 0;
    for (int i = 2; i < argc; i++) whole += strlen(argv[i]) == strlen(argv[argc - 1]);
    return whole;
  }
  check("few", execute(3, 100, 0), "all arrive");
  check("longest", execute(1, LONGEST, 0), "all arrive");
  check("one_byte_longer", execute(1, LONGEST + 1, 0), "E2BIG");
  check("one_and_a_half_MiB", execute(12, LONGEST, 0), "all arrive");
  check("two_MiB", execute(16, LONGEST, 0), "E2BIG");
  check("stack_of_1_MiB_within", execute(24, 10000, 1 << 20), "all arrive");
  check("stack_of_1_MiB_beyond", execute(30, 10000, 1 << 20), "E2BIG");
  check("never_less_than_128_KiB", execute(12, 10000, 256 << 10), "all arrive");
  check("but_not_more_then", execute(14, 10000, 256 << 10), "E2BIG");
  return verdict();
}
