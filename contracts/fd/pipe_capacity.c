/* Contract:  A pipe that holds data can be resized: the data survives, half-read slots count, and one slot too few is
 *            EBUSY.
 * Source:    fcntl(2), "Changing the capacity of a pipe". Zero is one page as well
 * Covers:    fcntl pipe2 write
 */
#include "contract.h"

static char bytes[65536];

static const char *resize(int fd, int size) { return call(fcntl(fd, F_SETPIPE_SZ, size)); }

static long fill(int fd) {
  long total = 0, wrote;
  while ((wrote = write(fd, bytes, 4096)) > 0) total += wrote;
  return total;
}

int main(void) {
  int p[2];
  must(pipe2(p, O_NONBLOCK));
  check("usual", call(fcntl(p[0], F_GETPIPE_SZ)), "65536");
  check("usual_holds", fill(p[1]), 65536);
  check("shrink_full", resize(p[1], 32768), "EBUSY");
  check("size_stays", call(fcntl(p[1], F_GETPIPE_SZ)), "65536");
  check("grow_full", resize(p[0], 131072), "131072");
  check("more_fits", fill(p[1]), 65536);
  for (int i = 0; i < 30; i++) must(read(p[0], bytes, 4096));
  check("two_pages_left_into_one", resize(p[0], 4096), "EBUSY");
  check("two_pages_into_two", resize(p[0], 8192), "8192");
  check("full_now", call(write(p[1], "x", 1)), "EAGAIN");
  must(read(p[0], bytes, 4096));
  must(read(p[0], bytes, 4096));
  check("one_byte", resize(p[0], 1), "4096");
  check("one_page_holds", fill(p[1]), 4096);
  check("rounded_up", resize(p[1], 4097), "8192");
  check("three_pages", resize(p[1], 3 * 4096), "16384");
  check("zero", resize(p[1], 0), "4096");
  check("negative", resize(p[1], -1), "EINVAL");
  check("one_mib", resize(p[1], 1 << 20), "1048576");
  check("data_survived", call(read(p[0], bytes, sizeof bytes)), "4096");
  int file = (int)must(open("/dev/null", O_RDWR));
  check("get_of_no_pipe", call(fcntl(file, F_GETPIPE_SZ)), "EBADF");
  check("set_of_no_pipe", resize(file, 4096), "EBADF");
  return verdict();
}
