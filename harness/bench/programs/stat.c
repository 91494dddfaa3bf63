/* Asks for a file's attributes 100,000 times. */
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

int main(void) {
  struct stat st;
  close(open("/tmp/bench-stat", O_RDWR | O_CREAT, 0600));
  for (int i = 0; i < 100000; i++)
    if (stat("/tmp/bench-stat", &st)) return 1;
  return unlink("/tmp/bench-stat");
}
