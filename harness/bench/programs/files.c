/* Makes, stats, opens, writes, reads and removes 2,000 files. */
#include <fcntl.h>
#include <stdio.h>
#include <sys/stat.h>
#include <unistd.h>

int main(void) {
  char name[32], data[512] = {0};
  struct stat st;
  for (int i = 0; i < 2000; i++) {
    snprintf(name, sizeof name, "/tmp/bench-%d", i);
    int fd = open(name, O_RDWR | O_CREAT | O_TRUNC, 0600);
    if (fd < 0 || write(fd, data, sizeof data) != sizeof data) return 1;
    lseek(fd, 0, SEEK_SET);
    if (read(fd, data, sizeof data) != sizeof data || stat(name, &st)) return 1;
    close(fd);
    unlink(name);
  }
  return 0;
}
