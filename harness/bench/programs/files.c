/* Files on a tmpfs, by name and by descriptor. */
#include "bench.h"
#include <fcntl.h>
#include <sys/file.h>
#include <sys/stat.h>

static char block[65536];

static void open_close(long count) {
  close(open("file", O_RDWR | O_CREAT, 0600));
  while (count-- > 0) {
    int fd = open("file", O_RDONLY);
    must(fd >= 0);
    close(fd);
  }
  unlink("file");
}

static void stats(long count) {
  struct stat st;
  close(open("file", O_RDWR | O_CREAT, 0600));
  while (count-- > 0) must(!stat("file", &st));
  unlink("file");
}

static void fstats(long count) {
  struct stat st;
  int fd = open("file", O_RDWR | O_CREAT, 0600);
  while (count-- > 0) must(!fstat(fd, &st));
  unlink("file");
}

static void missing(long count) {
  struct stat st;
  while (count-- > 0) must(stat("nothing", &st));
}

/* A path of sixteen folders. */
static void deep(long count) {
  char path[64] = "";
  struct stat st;
  for (int i = 0; i < 16; i++) must(!mkdir(strcat(path, i ? "/d" : "d"), 0700));
  while (count-- > 0) must(!stat(path, &st));
  for (int i = 16; i > 0; i--) {
    rmdir(path);
    path[i * 2 - 2 > 0 ? i * 2 - 3 : 0] = 0;
  }
}

static void access_calls(long count) {
  close(open("file", O_RDWR | O_CREAT, 0600));
  while (count-- > 0) must(!access("file", R_OK));
  unlink("file");
}

static void preads(long count) {
  int fd = open("file", O_RDWR | O_CREAT, 0600);
  for (int i = 0; i < 16; i++) must(write(fd, block, 65536) == 65536);
  for (long i = 0; i < count; i++) must(pread(fd, block, 4096, i % 256 * 4096) == 4096);
  unlink("file");
}

static void pwrites(long count) {
  int fd = open("file", O_RDWR | O_CREAT, 0600);
  for (int i = 0; i < 16; i++) must(write(fd, block, 65536) == 65536);
  for (long i = 0; i < count; i++) must(pwrite(fd, block, 4096, i % 256 * 4096) == 4096);
  unlink("file");
}

static void one_byte(long count) {
  int fd = open("file", O_RDWR | O_CREAT, 0600);
  must(write(fd, block, 1) == 1);
  while (count-- > 0) must(pread(fd, block, 1, 0) == 1);
  unlink("file");
}

static void append(long count) {
  int fd = open("file", O_RDWR | O_CREAT | O_APPEND, 0600);
  while (count-- > 0) must(write(fd, block, 100) == 100);
  unlink("file");
}

static void null_device(long count) {
  int fd = open("/dev/null", O_WRONLY);
  while (count-- > 0) must(write(fd, block, 100) == 100);
}

static void seeks(long count) {
  int fd = open("file", O_RDWR | O_CREAT, 0600);
  while (count-- > 0) lseek(fd, count, SEEK_SET);
  unlink("file");
}

static void create_unlink(long count) {
  char name[32];
  for (long i = 0; i < count; i++) {
    sprintf(name, "file-%ld", i);
    close(open(name, O_RDWR | O_CREAT, 0600));
  }
  for (long i = 0; i < count; i++) {
    sprintf(name, "file-%ld", i);
    must(!unlink(name));
  }
}

/* As a build or an unpacked archive does: make, write, read, stat, remove. */
static void small_files(long count) {
  char name[32];
  struct stat st;
  for (long i = 0; i < count; i++) {
    sprintf(name, "file-%ld", i);
    int fd = open(name, O_RDWR | O_CREAT | O_TRUNC, 0600);
    must(write(fd, block, 512) == 512 && lseek(fd, 0, SEEK_SET) == 0 && read(fd, block, 512) == 512 && !stat(name, &st));
    close(fd);
    unlink(name);
  }
}

static void renames(long count) {
  close(open("file", O_RDWR | O_CREAT, 0600));
  while (count-- > 0) must(!rename("file", "other") && !rename("other", "file"));
  unlink("file");
}

static void folders(long count) {
  while (count-- > 0) must(!mkdir("folder", 0700) && !rmdir("folder"));
}

static void links(long count) {
  char target[64];
  must(!symlink("somewhere/else", "link"));
  while (count-- > 0) must(readlink("link", target, sizeof target) == 14);
  unlink("link");
}

static void truncates(long count) {
  int fd = open("file", O_RDWR | O_CREAT, 0600);
  while (count-- > 0) must(!ftruncate(fd, 65536) && !ftruncate(fd, 0));
  unlink("file");
}

static void duplicates(long count) {
  while (count-- > 0) close(dup(0));
}

static void flags(long count) {
  while (count-- > 0) fcntl(0, F_GETFL);
}

static void flocks(long count) {
  int fd = open("file", O_RDWR | O_CREAT, 0600);
  while (count-- > 0) must(!flock(fd, LOCK_EX) && !flock(fd, LOCK_UN));
  unlink("file");
}

static void record_locks(long count) {
  int fd = open("file", O_RDWR | O_CREAT, 0600);
  struct flock lock = {.l_type = F_WRLCK, .l_whence = SEEK_SET, .l_len = 10};
  while (count-- > 0) {
    lock.l_type = F_WRLCK;
    must(!fcntl(fd, F_SETLK, &lock));
    lock.l_type = F_UNLCK;
    must(!fcntl(fd, F_SETLK, &lock));
  }
  unlink("file");
}

BENCHES({"open, close", 20000, open_close}, {"stat", 40000, stats}, {"fstat", 40000, fstats},
        {"stat, ENOENT", 40000, missing}, {"stat of 16 folders deep", 10000, deep}, {"access", 20000, access_calls},
        {"pread 4 KiB", 20000, preads}, {"pwrite 4 KiB", 20000, pwrites}, {"pread 1 byte", 50000, one_byte},
        {"write 100 bytes, O_APPEND", 20000, append}, {"write 100 bytes to /dev/null", 50000, null_device},
        {"lseek", 50000, seeks}, {"create, unlink (among 1,000)", 1000, create_unlink},
        {"create, write, read, stat, unlink", 2000, small_files}, {"rename there and back", 5000, renames},
        {"mkdir, rmdir", 5000, folders}, {"readlink", 20000, links}, {"ftruncate up and down", 10000, truncates},
        {"dup, close", 50000, duplicates}, {"fcntl F_GETFL", 50000, flags}, {"flock, unlock", 20000, flocks},
        {"record lock, unlock", 20000, record_locks})
