/* Contract:  close frees the number at once, for others too; a second close is EBADF.
 * Source:    close(2)
 * Covers:    close open
 */
#include "contract.h"

int main(void) {
  scratch();
  int a = (int)must(open("file", O_CREAT | O_RDWR, 0600)), b = (int)must(dup(a)), c = (int)must(open("file", O_RDONLY));
  check("close", call(close(a)), "0");
  check("twice", call(close(a)), "EBADF");
  check("negative", call(close(-1)), "EBADF");
  check("never_open", call(close(500)), "EBADF");
  check("far_beyond", call(close(INT_MAX)), "EBADF");
  check("dup_lives", call(write(b, "x", 1)), "1");
  check("lowest_is_taken_again", open("file", O_RDONLY) == a, 1);
  must(close(b));
  must(close(c));
  check("lowest_of_two_free", open("file", O_RDONLY) == b, 1);
  check("then_the_next", open("file", O_RDONLY) == c, 1);

  int p[2];
  must(pipe(p));
  pid_t child = (pid_t)must(fork());
  if (child == 0) _exit(close(p[0]) == 0 && close(p[1]) == 0 ? 0 : 1);
  check("child_closed_its_own", reap(child), "exited 0");
  check("ours_is_open", call(write(p[1], "y", 1)), "1");
  must(unlink("file"));
  struct stat st;
  must(fstat(c, &st));
  check("unlinked_and_open", (int)st.st_nlink, 0);
  check("close_of_the_unlinked", call(close(c)), "0");
  return verdict();
}
