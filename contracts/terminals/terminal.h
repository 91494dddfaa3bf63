/* terminal.h: a pseudo-terminal of one's own, and what is seen at its ends.
 *
 * Both ends are non-blocking. What is written to one travels to the other in the background; a read or poll that finds
 * nothing fetches it first. So whoever reads until EAGAIN, the slave before the master, has seen all there was. */
#ifndef TERMINAL_H
#define TERMINAL_H
#include "contract.h"
#include <sys/ioctl.h>
#include <termios.h>

#ifndef TIOCGPTPEER
#define TIOCGPTPEER 0x5441
#endif

static int master, slave;

/* /dev/pts/N of a master. */
static inline const char *slave_name(int of) {
  int n = -1;
  must(ioctl(of, TIOCGPTN, &n));
  return join("/dev/pts/", number(n, 10));
}

static inline int open_master(void) {
  int fd = (int)must(open("/dev/ptmx", O_RDWR | O_NOCTTY | O_NONBLOCK | O_CLOEXEC)), unlocked = 0;
  must(ioctl(fd, TIOCSPTLCK, &unlocked));
  return fd;
}

static inline void open_terminal(void) {
  master = open_master();
  slave = (int)must(open(slave_name(master), O_RDWR | O_NOCTTY | O_NONBLOCK));
}

static inline void blocking(int fd) { must(fcntl(fd, F_SETFL, fcntl(fd, F_GETFL) & ~O_NONBLOCK)); }

/* Settings: flags to set and to clear, of c_iflag, c_oflag, c_lflag. */
static inline void settings(tcflag_t iset, tcflag_t iclear, tcflag_t oset, tcflag_t oclear, tcflag_t lset,
                            tcflag_t lclear) {
  struct termios t;
  must(tcgetattr(slave, &t));
  t.c_iflag = (t.c_iflag & ~iclear) | iset;
  t.c_oflag = (t.c_oflag & ~oclear) | oset;
  t.c_lflag = (t.c_lflag & ~lclear) | lset;
  must(tcsetattr(slave, TCSANOW, &t));
}

static inline void local(tcflag_t set, tcflag_t clear) { settings(0, 0, 0, 0, set, clear); }

static inline void character(int index, cc_t value) {
  struct termios t;
  must(tcgetattr(slave, &t));
  t.c_cc[index] = value;
  must(tcsetattr(slave, TCSANOW, &t));
}

/* No processing at all. */
static inline void raw(void) { settings(0, ~0u, 0, ~0u, 0, ~0u); }

static inline void put(int fd, const char *bytes, size_t size) { must(write(fd, bytes, size) == (ssize_t)size ? 0 : -1); }
#define type(keys) put(master, keys, sizeof(keys) - 1)
#define print(output) put(slave, output, sizeof(output) - 1)

/* Everything that can be read now; `between` parts the reads. EOF is a read of nothing. */
static inline const char *drain(int fd, const char *between) {
  static char texts[8][CONTRACT_TEXT];
  static unsigned next;
  char *all = texts[next++ % 8], piece[200];
  all[0] = 0;
  for (;;) {
    ssize_t n = read(fd, piece, sizeof piece);
    if (n == -1 && errno == EAGAIN) return *all ? all : "nothing";
    if (*all) contract_append(all, between);
    contract_append(all, n == 0 ? "EOF" : text(piece, n));
    if (n == -1) return all;
  }
}

/* What the program reads, read by read. */
static inline const char *input(void) { return drain(slave, "|"); }
/* What the screen shows. */
static inline const char *screen(void) { return drain(master, ""); }

/* Starts a session of its own on the slave, in a child: the terminal is the child's controlling one, and its group is
 * in the foreground. As fork. */
static inline pid_t fork_session(void) {
  pid_t child = (pid_t)must(fork());
  if (child) return child;
  must(setsid());
  must(ioctl(slave, TIOCSCTTY, 0));
  return 0;
}

/* A child's answer in one byte, or its waiting for one. */
static inline void tell(int fd) { must(write(fd, "x", 1)); }
static inline void hear(int fd) {
  char byte;
  long n;
  do n = read(fd, &byte, 1);
  while (n == -1 && errno == EINTR);
  must(n == 1 ? 0 : -1);
}

/* Waits for a child to stop or end; as wait_status tells it. */
static inline const char *next_change(pid_t child) {
  int status = 0;
  pid_t got;
  do got = waitpid(child, &status, WUNTRACED);
  while (got == -1 && errno == EINTR);
  return got == -1 ? error_name(errno) : wait_status(status);
}
#endif
