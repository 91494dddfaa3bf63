/* Opens and closes a file 50,000 times. */
#include <fcntl.h>
#include <unistd.h>

int main(void) {
  close(open("/tmp/bench-open", O_RDWR | O_CREAT, 0600));
  for (int i = 0; i < 50000; i++) {
    int fd = open("/tmp/bench-open", O_RDONLY);
    if (fd < 0) return 1;
    close(fd);
  }
  return unlink("/tmp/bench-open");
}
