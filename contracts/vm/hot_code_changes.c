/* Contract:  Code that has run a hundred thousand times is still seen as it is now: after a write through another
 *            mapping, after write(2) to its file, after another page took its place, and in a child with its own copy.
 * Source:    mmap(2), memfd_create(2), fork(2); Intel SDM volume 3, "Handling Self- and Cross-Modifying Code"
 * Covers:    mmap memfd_create pwrite64 fork wait4
 */
#include "contract.h"

#include <sys/mman.h>
#include <sys/wait.h>

enum { PAGE = 4096, TIMES = 100000 };

/* In one page a loop that calls a function in the next one so many times, and adds up what it answers in edx. */
static const unsigned char loop[] = {0x31, 0xc0,             /* xor %eax, %eax */
                                     0xe8, 0,    0, 0, 0,    /* again: call */
                                     0x01, 0xd0,             /* add %edx, %eax */
                                     0xff, 0xcf,             /* dec %edi */
                                     0x75, 0xf5,             /* jne again */
                                     0xc3};
static unsigned char *code;

static void function(unsigned char *at, int answer) {
  at[0] = 0xba; /* mov $answer, %edx; ret */
  memcpy(at + 1, &answer, sizeof answer);
  at[5] = 0xc3;
}

static int average(void) { return ((int (*)(int))(uintptr_t)code)(TIMES) / TIMES; }

int main(void) {
  unsigned char bytes[6];
  int file = (int)must(memfd_create("code", 0)), run = PROT_READ | PROT_EXEC, distance = PAGE - 7;
  must(ftruncate(file, 2 * PAGE));
  unsigned char *view = (unsigned char *)must(mmap(0, 2 * PAGE, PROT_READ | PROT_WRITE, MAP_SHARED, file, 0));
  function(view, 1);
  function(view + PAGE, 4);
  code = (unsigned char *)must(mmap(0, 2 * PAGE, run | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0));
  memcpy(code, loop, sizeof loop);
  memcpy(code + 3, &distance, sizeof distance);
  must(mmap(code + PAGE, PAGE, run, MAP_SHARED | MAP_FIXED, file, 0));
  check("at_first", average(), 1);
  function(view, 2);
  check("written_elsewhere", average(), 2);
  function(bytes, 3);
  must(pwrite(file, bytes, sizeof bytes, 0));
  check("written_to_file", average(), 3);
  must(mmap(code + PAGE, PAGE, run, MAP_SHARED | MAP_FIXED, file, PAGE));
  check("another_page", average(), 4);
  must(mmap(code + PAGE, PAGE, run | PROT_WRITE, MAP_PRIVATE | MAP_FIXED, file, 0));
  check("first_page_again", average(), 3);
  pid_t child = (pid_t)must(fork());
  if (child == 0) {
    function(code + PAGE, 5);
    _exit(average());
  }
  int status;
  must(waitpid(child, &status, 0));
  check("copy_of_child", WEXITSTATUS(status), 5);
  check("own_copy", average(), 3);
  return verdict();
}
