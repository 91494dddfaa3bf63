/* Much data or many entries at once. */
#include "bench.h"
#include <dirent.h>
#include <fcntl.h>
#include <sys/sendfile.h>
#include <sys/stat.h>

static char block[65536];

/* Two files, the first of 8 MiB. */
static void make(int *from, int *to) {
  *from = open("from", O_RDWR | O_CREAT, 0600), *to = open("to", O_RDWR | O_CREAT, 0600);
  for (int i = 0; i < 128; i++) must(write(*from, block, sizeof block) == sizeof block);
  unlink("from");
  unlink("to");
}

static void copy_read_write(long count) {
  int from, to;
  make(&from, &to);
  while (count-- > 0) {
    lseek(from, 0, SEEK_SET);
    lseek(to, 0, SEEK_SET);
    for (int i = 0; i < 128; i++)
      must(read(from, block, sizeof block) == sizeof block && write(to, block, sizeof block) == sizeof block);
  }
}

static void copy_splice(long count) {
  int from, to, p[2];
  make(&from, &to);
  must(!pipe(p));
  while (count-- > 0) {
    loff_t in = 0, out = 0;
    while (in < 128 * (loff_t)sizeof block) {
      ssize_t n = splice(from, &in, p[1], 0, sizeof block, 0);
      must(n > 0);
      for (ssize_t left = n; left > 0;) {
        ssize_t m = splice(p[0], 0, to, &out, left, 0);
        must(m > 0);
        left -= m;
      }
    }
  }
}

static void copy_sendfile(long count) {
  int from, to;
  make(&from, &to);
  while (count-- > 0) {
    off_t at = 0;
    lseek(to, 0, SEEK_SET);
    while (at < 128 * (off_t)sizeof block) must(sendfile(to, from, &at, 1 << 20) > 0);
  }
}

static void copy_range(long count) {
  int from, to;
  make(&from, &to);
  while (count-- > 0) {
    loff_t in = 0, out = 0;
    while (in < 128 * (loff_t)sizeof block) must(copy_file_range(from, &in, to, &out, 8 << 20, 0) > 0);
  }
}

static void listing(long count) {
  char name[32];
  for (int i = 0; i < 10000; i++) {
    sprintf(name, "%d", i);
    close(open(name, O_RDWR | O_CREAT, 0600));
  }
  while (count-- > 0) {
    int entries = 0;
    DIR *directory = opendir(".");
    while (readdir(directory)) entries++;
    closedir(directory);
    must(entries == 10002);
  }
  for (int i = 0; i < 10000; i++) {
    sprintf(name, "%d", i);
    unlink(name);
  }
}

BENCHES({"8 MiB by read and write", 8, copy_read_write}, {"8 MiB by splice", 16, copy_splice},
        {"8 MiB by sendfile", 16, copy_sendfile}, {"8 MiB by copy_file_range", 16, copy_range},
        {"getdents64 of 10,000 entries", 20, listing})
