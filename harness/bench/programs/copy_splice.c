/* Copies 64 MiB from file to file through a pipe, without its own memory. */
#define _GNU_SOURCE
#include <fcntl.h>
#include <unistd.h>

static char block[65536];

int main(void) {
  int p[2], from = open("/tmp/bench-from", O_RDWR | O_CREAT, 0600), to = open("/tmp/bench-to", O_RDWR | O_CREAT, 0600);
  if (pipe(p)) return 1;
  for (int i = 0; i < 128; i++)
    if (write(from, block, sizeof block) != sizeof block) return 2;
  for (int round = 0; round < 8; round++) {
    loff_t in = 0, out = 0;
    while (in < 128 * (loff_t)sizeof block) {
      ssize_t n = splice(from, &in, p[1], 0, sizeof block, 0);
      for (ssize_t left = n; left > 0;) {
        ssize_t m = splice(p[0], 0, to, &out, left, 0);
        if (m <= 0) return 3;
        left -= m;
      }
      if (n <= 0) return 4;
    }
  }
  unlink("/tmp/bench-from");
  return unlink("/tmp/bench-to");
}
