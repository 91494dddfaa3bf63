/* 4 KiB at a time, 50,000 reads and 50,000 writes over 1 MiB. */
#include <fcntl.h>
#include <unistd.h>

static char block[4096];

int main(void) {
  int fd = open("/tmp/bench-pread", O_RDWR | O_CREAT, 0600);
  for (int i = 0; i < 50000; i++) {
    off_t at = (off_t)(i % 256) * 4096;
    if (pwrite(fd, block, sizeof block, at) != sizeof block || pread(fd, block, sizeof block, at) != sizeof block) return 1;
  }
  close(fd);
  return unlink("/tmp/bench-pread");
}
