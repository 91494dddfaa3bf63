/* Contract:  fork gives the child a copy of memory and of descriptors: writes on one side are not seen on the other.
 * Source:    fork(2)
 * Covers:    fork mmap read write lseek
 */
#include "contract.h"

#include <sys/mman.h>

static int global = 1, zero[4096];

int main(void) {
  enum { PAGES = 16, PAGE = 4096 };
  int local = 2, up[2], down[2];
  char byte = 0;
  scratch();
  must(pipe(up));
  must(pipe(down));
  int *heap = malloc(sizeof *heap);
  char *map = (char *)must(mmap(0, PAGES * PAGE, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0));
  int file = (int)must(open("file", O_RDWR | O_CREAT, 0600));
  must(write(file, "abcdef", 6));
  must(lseek(file, 0, SEEK_SET));
  *heap = 3;
  for (int i = 0; i < PAGES; i++) map[i * PAGE] = (char)i;

  pid_t child = (pid_t)must(fork());
  if (child == 0) {
    int right = global == 1 && local == 2 && *heap == 3 && zero[100] == 0 && map[5 * PAGE] == 5;
    global = local = *heap = zero[100] = 99;
    for (int i = 0; i < PAGES; i++) map[i * PAGE] = 99;
    must(write(up[1], right ? "y" : "n", 1));
    must(read(down[0], &byte, 1)); /* the parent has written its own side by now */
    int untouched = global == 99 && zero[200] == 0 && map[3 * PAGE] == 99 && map[7 * PAGE + 1] == 0;
    must(read(file, &byte, 1));
    close(file);
    _exit(untouched && byte == 'c' ? 11 : 1);
  }
  check("child_saw_the_values", text(&byte, read(up[0], &byte, 1)), "y");
  check("global", global, 1);
  check("local", local, 2);
  check("heap", *heap, 3);
  check("bss", zero[100], 0);
  int kept = 0;
  for (int i = 0; i < PAGES; i++) kept += map[i * PAGE] == i;
  check("pages_kept", kept, PAGES);
  zero[200] = 7;
  map[7 * PAGE + 1] = 7;
  must(read(file, (char[2]){0}, 2));
  must(write(down[1], "x", 1));
  check("child", reap(child), "exited 11");
  check("shared_offset", call(lseek(file, 0, SEEK_CUR)), "3");
  check("own_descriptor_still_open", text(&byte, read(file, &byte, 1)), "d");
  return verdict();
}
