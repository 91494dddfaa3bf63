/* Contract:  Data through a pipe stays in order and whole when the ring wraps, for every split of write and read
 *            sizes.
 * Source:    pipe(7); POSIX pipe()
 * Behaviour: B29
 * Covers:    pipe2 read write
 */
#include "contract.h"

enum { CAPACITY = 65536, PERIOD = 251 };
static char pattern[CAPACITY + PERIOD], buffer[CAPACITY];

/* memcmp by eight bytes: this program compares most of a megabyte. */
static int same(const char *a, const char *b, long size) {
  uint64_t x, y;
  for (; size >= 8; size -= 8, a += 8, b += 8) {
    memcpy(&x, a, 8);
    memcpy(&y, b, 8);
    if (x != y) return 0;
  }
  return !memcmp(a, b, (size_t)size);
}

/* Keeps the pipe filled by pieces of one size and reads pieces of another until `total` bytes went through. */
static const char *stream(const int p[2], long write_size, long read_size, long total) {
  long written = 0, seen = 0;
  while (seen < total) {
    while (written < total) {
      long size = write_size < total - written ? write_size : total - written;
      long put = write(p[1], pattern + written % PERIOD, (size_t)size);
      if (put == -1) break; /* full: EAGAIN */
      written += put;
    }
    long got = read(p[0], buffer, (size_t)read_size);
    if (got <= 0) return join("read ", call(got));
    if (!same(buffer, pattern + seen % PERIOD, got)) return join("wrong bytes after ", number(seen, 10));
    seen += got;
  }
  return join(number(seen, 10), read(p[0], buffer, 1) == -1 && errno == EAGAIN ? " whole" : " and more");
}

int main(void) {
  static const long splits[][2] = {{4096, 4096}, {4096, 4095},  {4097, 4096},
                                   {5003, 4001}, {65536, 4097}, {65536, 65535}};
  int p[2];
  must(pipe2(p, O_NONBLOCK));
  for (int i = 0; i < (int)sizeof pattern; i++) pattern[i] = (char)(i % PERIOD);
  check("one_byte_pieces", stream(p, 1, 1, 300), "300 whole");
  for (unsigned i = 0; i < sizeof splits / sizeof *splits; i++) {
    const char *sizes = join(join(number(splits[i][0], 10), "_"), number(splits[i][1], 10));
    check(join("split_", sizes), stream(p, splits[i][0], splits[i][1], 140000), "140000 whole");
  }
  return verdict();
}
