/* Contract:  A system call that meets memory which is not there, not writable, or beyond the end of a mapped file answers
 *            EFAULT, or what it did until then; no signal comes.
 * Source:    read(2), write(2), "EFAULT"; mmap(2)
 * Covers:    read write pipe2
 */
#include "contract.h"

#include <sys/mman.h>
#include <sys/uio.h>

enum { PAGE = 4096, RW = PROT_READ | PROT_WRITE };
static int signals;

static void handler(int signal) {
  (void)signal;
  signals++;
  _exit(9);
}

int main(void) {
  scratch();
  must(signal(SIGSEGV, handler) == SIG_ERR || signal(SIGBUS, handler) == SIG_ERR ? -1 : 0);
  char *at = (char *)must(mmap(0, 4 * PAGE, RW, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0)), bytes[32];
  must(munmap(at + PAGE, PAGE));
  must(mprotect(at + 2 * PAGE, PAGE, PROT_READ));
  must(mprotect(at + 3 * PAGE, PAGE, PROT_NONE));
  int fd = (int)must(open("file", O_RDWR | O_CREAT, 0600));
  must(write(fd, "0123456789", 10));
  char *file = (char *)must(mmap(0, 2 * PAGE, RW, MAP_SHARED, fd, 0));

  must(lseek(fd, 0, SEEK_SET));
  check("read_to_nothing", call(read(fd, at + PAGE, 4)), "EFAULT");
  check("read_to_read_only", call(read(fd, at + 2 * PAGE, 4)), "EFAULT");
  check("read_to_no_rights", call(read(fd, at + 3 * PAGE, 4)), "EFAULT");
  check("read_beyond_the_file", call(read(fd, file + PAGE, 4)), "EFAULT");
  check("offset_stayed", call(lseek(fd, 0, SEEK_CUR)), "0");
  check("read_up_to_the_hole", call(read(fd, at + PAGE - 4, 8)), "4");
  check("what_came", text(at + PAGE - 4, 4), "0123");
  check("offset_moved", call(lseek(fd, 0, SEEK_CUR)), "4");
  check("write_from_nothing", call(pwrite(fd, at + PAGE, 4, 10)), "EFAULT");
  check("write_from_read_only", call(pwrite(fd, at + 2 * PAGE, 4, 10)), "4");
  check("write_up_to_the_hole", call(pwrite(fd, at + PAGE - 4, 8, 14)), "4");
  check("second_vector", call(writev(fd, (struct iovec[]){{bytes, 3}, {at + PAGE, 3}}, 2)), "3");

  int p[2];
  must(pipe2(p, O_NONBLOCK));
  check("pipe_from_nothing", call(write(p[1], at + PAGE, 4)), "EFAULT");
  check("pipe_is_empty", call(read(p[0], bytes, 4)), "EAGAIN");
  must(write(p[1], "pipe", 4));
  check("pipe_to_nothing", call(read(p[0], at + PAGE, 4)), "EFAULT");
  check("pipe_kept_it", text(bytes, read(p[0], bytes, 32)), "pipe");
  check("path_in_nothing", call(open(at + PAGE, O_RDONLY)), "EFAULT");
  check("length_zero_looks_nowhere", call(read(fd, at + PAGE, 0)), "0");
  check("above_user_space", call(read(fd, (void *)-PAGE, 4)), "EFAULT");
  check("no_signal", signals, 0);
  return verdict();
}
