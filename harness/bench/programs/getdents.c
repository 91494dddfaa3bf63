/* Lists a directory of 10,000 entries ten times. */
#include <dirent.h>
#include <fcntl.h>
#include <stdio.h>
#include <sys/stat.h>
#include <unistd.h>

int main(void) {
  char name[64];
  if (mkdir("/tmp/bench-list", 0700)) return 1;
  for (int i = 0; i < 10000; i++) {
    snprintf(name, sizeof name, "/tmp/bench-list/%d", i);
    close(open(name, O_RDWR | O_CREAT, 0600));
  }
  for (int round = 0; round < 10; round++) {
    int count = 0;
    DIR *directory = opendir("/tmp/bench-list");
    while (readdir(directory)) count++;
    closedir(directory);
    if (count != 10002) return 2;
  }
  for (int i = 0; i < 10000; i++) {
    snprintf(name, sizeof name, "/tmp/bench-list/%d", i);
    unlink(name);
  }
  return rmdir("/tmp/bench-list");
}
