/* Contract:  execve refuses a file open for writing (ETXTBSY), and writing a running program; a string of 32 pages or
 *            more (E2BIG), and arguments of more than a quarter of the stack limit; what fits arrives whole.
 * Source:    execve(2), "Limits on size of arguments and environment", ETXTBSY
 * Covers:    execve open
 */
#include "contract.h"

#include <sys/resource.h>

static char large[32 * 4096 + 1];
static char *many[100];

static const char *run(char *const *arguments) {
  pid_t child = (pid_t)must(fork());
  if (child) return reap(child);
  execve("/proc/self/exe", arguments, (char *[]){0});
  _exit(errno == E2BIG ? 100 : 101);
}

static void copy_self(const char *to) {
  char bytes[4096];
  ssize_t size;
  int from = (int)must(open("/proc/self/exe", O_RDONLY)), fd = (int)must(open(to, O_CREAT | O_WRONLY, 0755));
  while ((size = must(read(from, bytes, sizeof bytes))) > 0) must(write(fd, bytes, (size_t)size));
  must(close(fd));
  must(close(from));
}

int main(int count, char **arguments) {
  if (count > 1 && !strcmp(arguments[0], "count")) _exit(count % 50 + (strlen(arguments[1]) == 32 * 4096 - 1 ? 50 : 0));
  memset(large, 'a', sizeof large - 1);
  check("string_of_32_pages", run((char *[]){"count", large, 0}), "exited 100");
  large[32 * 4096 - 1] = 0;
  check("one_byte_less", run((char *[]){"count", large, 0}), "exited 52");
  large[32 * 1024] = 0;
  many[0] = "count";
  for (int i = 1; i < 90; i++) many[i] = large;
  check("much", run(many), "exited 100");
  many[60] = 0;
  check("not_so_much", run(many), "exited 10");
  must(setrlimit(RLIMIT_STACK, &(struct rlimit){1 << 20, 8 << 20}));
  check("with_less_stack", run(many), "exited 100");

  scratch();
  copy_self("program");
  int fd = (int)must(open("program", O_WRONLY));
  check("open_for_writing", call(execve("program", (char *[]){"count", "x", 0}, (char *[]){0})), "ETXTBSY");
  must(close(fd));
  pid_t child = (pid_t)must(fork());
  if (child == 0) {
    execve("program", (char *[]){"count", "x", 0}, (char *[]){0});
    _exit(99);
  }
  check("closed", reap(child), "exited 2");
  check("running_program", made(open("/proc/self/exe", O_WRONLY)), "ETXTBSY");
  return verdict();
}
