/* Copies 64 MiB from file to file through 64 KiB of memory: 8 times a file of 8 MiB. */
#include <fcntl.h>
#include <unistd.h>

static char block[65536];

int main(void) {
  int from = open("/tmp/bench-from", O_RDWR | O_CREAT, 0600), to = open("/tmp/bench-to", O_RDWR | O_CREAT, 0600);
  for (int i = 0; i < 128; i++)
    if (write(from, block, sizeof block) != sizeof block) return 1;
  for (int round = 0; round < 8; round++) {
    lseek(from, 0, SEEK_SET);
    lseek(to, 0, SEEK_SET);
    for (int i = 0; i < 128; i++)
      if (read(from, block, sizeof block) != sizeof block || write(to, block, sizeof block) != sizeof block) return 2;
  }
  unlink("/tmp/bench-from");
  return unlink("/tmp/bench-to");
}
