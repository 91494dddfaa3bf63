/*
 * A bench program is a table of patterns, each a function that does its pattern `count` times:
 *
 *     #include "bench.h"
 *     static void getppid_calls(long count) { while (count-- > 0) syscall(SYS_getppid); }
 *     BENCHES({"getppid", 200000, getppid_calls})
 *
 * Called without arguments it lists "count name" lines; with a name and a count it runs that pattern so often. The
 * runner times both the given count and 0 and divides the difference, so what is made before and after the repetitions
 * costs nothing. Counts are chosen so that Linux needs some 5 to 20 ms. It runs in an empty folder on a tmpfs.
 */
#define _GNU_SOURCE
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

struct bench {
  const char *name;
  long count;
  void (*run)(long count);
};

/* Ends a run that measures something else than it says. */
#define must(condition)                                            \
  do {                                                             \
    if (!(condition)) {                                            \
      fprintf(stderr, "%s:%d: %s\n", __FILE__, __LINE__, #condition); \
      exit(1);                                                     \
    }                                                              \
  } while (0)

static int bench_main(const struct bench *benches, int length, int argc, char **argv) {
  if (argc < 3) {
    for (int i = 0; i < length; i++) printf("%ld %s\n", benches[i].count, benches[i].name);
    return 0;
  }
  char folder[64] = "/dev/shm/bench-XXXXXX";
  if (!mkdtemp(folder)) must(mkdtemp(strcpy(folder, "/tmp/bench-XXXXXX")));
  must(!chdir(folder));
  for (int i = 0; i < length; i++) {
    if (strcmp(benches[i].name, argv[1])) continue;
    benches[i].run(atol(argv[2]));
    return rmdir(folder);
  }
  return 2;
}

#define BENCHES(...)                                                                  \
  static const struct bench benches[] = {__VA_ARGS__};                                \
  int main(int argc, char **argv) {                                                   \
    return bench_main(benches, sizeof benches / sizeof *benches, argc, argv);         \
  }
