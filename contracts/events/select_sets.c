/* Contract:  select counts and marks ready descriptors in each of its three sets, clears the others, and leaves the sets
 *            alone when it fails.
 * Source:    select(2)
 * Behaviour: B07
 * Covers:    select
 */
#include "contract.h"

#include <sys/select.h>

static int p[2];

/* "r w" for p[0] in the reading set, p[1] in the writing set. */
static const char *marks(fd_set *reading, fd_set *writing) {
  return join(FD_ISSET(p[0], reading) ? "read " : "- ", FD_ISSET(p[1], writing) ? "write" : "-");
}

int main(void) {
  fd_set reading, writing, none;
  struct timeval now = {0, 0};
  must(pipe(p));
  FD_ZERO(&reading);
  FD_ZERO(&writing);
  FD_ZERO(&none);
  FD_SET(p[0], &reading);
  FD_SET(p[1], &writing);
  check("empty", call(select(p[1] + 1, &reading, &writing, &none, &now)), "1");
  check("empty_marks", marks(&reading, &writing), "- write");
  must(write(p[1], "x", 1));
  FD_SET(p[0], &reading);
  check("with_data", call(select(p[1] + 1, &reading, &writing, NULL, &now)), "2");
  check("with_data_marks", marks(&reading, &writing), "read write");
  check("below_the_count_only", call(select(p[0], &reading, &writing, NULL, &now)), "0");
  FD_SET(p[0], &reading);
  FD_SET(p[1], &reading);
  check("writing_end_to_read", call(select(p[1] + 1, &reading, NULL, NULL, &now)), "1");
  check("it_is_not", FD_ISSET(p[1], &reading) != 0, 0);

  FD_SET(p[0], &none);
  check("negative_count", call(syscall(SYS_select, -1, &reading, NULL, NULL, &now)), "EINVAL");
  check("bad_set", call(syscall(SYS_select, 8, 16, NULL, NULL, &now)), "EFAULT");
  now.tv_usec = -1;
  check("negative_time", call(syscall(SYS_select, 8, &reading, NULL, NULL, &now)), "EINVAL");
  now.tv_usec = 0;
  int closed = (int)must(dup(p[0]));
  must(close(closed));
  FD_SET(closed, &none);
  FD_ZERO(&reading);
  FD_SET(p[0], &reading);
  check("closed", call(select(closed + 1, &reading, NULL, &none, &now)), "EBADF");
  check("sets_untouched", FD_ISSET(closed, &none) != 0, 1);
  must(close(p[1]));
  must(read(p[0], (char[1]){0}, 1));
  FD_ZERO(&reading);
  FD_SET(p[0], &reading);
  check("end_of_file", call(select(p[0] + 1, &reading, NULL, NULL, &now)), "1");
  return verdict();
}
