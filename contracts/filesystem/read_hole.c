/* Contract:  Reading a hole of a file gives zeros, by whatever call, over whatever was in the buffer; what surrounds
 *            it
 *            is read with it.
 * Source:    lseek(2), "reads of the data in the gap return null bytes"; ftruncate(2)
 * Covers:    read pread64 readv
 */
#include "contract.h"

#include <sys/uio.h>

enum { PAGE = 4096 };
static char buffer[3 * PAGE];

/* How many bytes of the buffer are zero after a call that answered `size`, and what it answered. */
static const char *zeros(ssize_t size) {
  int count = 0;
  for (size_t i = 0; i < sizeof buffer; i++) count += buffer[i] == 0;
  char *shown = contract_append(contract_append(contract_text(), number(size, 10)), ", zeros ");
  memset(buffer, 'o', sizeof buffer);
  return contract_append(shown, number(count, 10));
}

int main(void) {
  scratch();
  memset(buffer, 'o', sizeof buffer);
  int fd = (int)must(open("file", O_RDWR | O_CREAT, 0600));
  must(pwrite(fd, "first", 5, 0));
  must(pwrite(fd, "last", 4, 10 * PAGE));
  check("whole_page", zeros(pread(fd, buffer, PAGE, 2 * PAGE)), "4096, zeros 4096");
  check("inside_a_page", zeros(pread(fd, buffer, 100, 3 * PAGE + 50)), "100, zeros 100");
  check("after_data", zeros(pread(fd, buffer, 2 * PAGE, 0)), "8192, zeros 8187");
  check("before_data", zeros(pread(fd, buffer, 2 * PAGE, 9 * PAGE)), "4100, zeros 4096");
  must(lseek(fd, 5 * PAGE - 3, SEEK_SET));
  check("read", zeros(read(fd, buffer, 6)), "6, zeros 6");
  struct iovec parts[] = {{buffer, 10}, {buffer + 20, 10}};
  check("readv", zeros(readv(fd, parts, 2)), "20, zeros 20");
  must(ftruncate(fd, 20 * PAGE));
  check("after_growth", zeros(pread(fd, buffer, PAGE, 15 * PAGE)), "4096, zeros 4096");
  check("across_the_old_end", zeros(pread(fd, buffer, PAGE, 10 * PAGE)), "4096, zeros 4092");
  return verdict();
}
