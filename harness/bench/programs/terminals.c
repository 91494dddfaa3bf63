/* Pseudo-terminals: lines with their echoes, bytes as they are, settings, and whole terminals. */
#include "bench.h"
#include <fcntl.h>
#include <sys/ioctl.h>
#include <termios.h>

static int master, slave;

static void open_pair(void) {
  int number = -1;
  char name[32];
  must((master = open("/dev/ptmx", O_RDWR | O_NOCTTY)) >= 0);
  must(!ioctl(master, TIOCSPTLCK, &(int){0}) && !ioctl(master, TIOCGPTN, &number));
  snprintf(name, sizeof name, "/dev/pts/%d", number);
  must((slave = open(name, O_RDWR | O_NOCTTY)) >= 0);
}

/* Reads until it has so many bytes. */
static void take(int fd, long count) {
  char bytes[256];
  while (count > 0) {
    ssize_t n = read(fd, bytes, sizeof bytes);
    must(n > 0);
    count -= n;
  }
}

static void lines(long count) {
  open_pair();
  while (count-- > 0) {
    must(write(master, "a line\n", 7) == 7);
    take(slave, 7);
    take(master, 8);
  }
}

static void raw_bytes(long count) {
  struct termios t;
  open_pair();
  tcgetattr(slave, &t);
  cfmakeraw(&t);
  tcsetattr(slave, TCSANOW, &t);
  while (count-- > 0) {
    must(write(master, "x", 1) == 1);
    take(slave, 1);
    must(write(slave, "y", 1) == 1);
    take(master, 1);
  }
}

static void settings(long count) {
  struct termios t;
  open_pair();
  while (count-- > 0) must(!tcgetattr(slave, &t) && !tcsetattr(slave, TCSANOW, &t));
}

static void pairs(long count) {
  while (count-- > 0) {
    open_pair();
    close(slave);
    close(master);
  }
}

BENCHES({"line typed, echoed, read", 2000, lines}, {"byte there and back, raw", 2000, raw_bytes},
        {"tcgetattr, tcsetattr", 20000, settings}, {"open and close a terminal", 500, pairs})
