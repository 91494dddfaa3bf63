/* Contract:  /proc/locks lists the locks of flock and fcntl with who took them, their file and range; /proc/PID/timers the
 *            timers of timer_create with their signal, whom they tell, and their clock.
 * Source:    proc_locks(5), proc_pid_timers(5)
 * Covers:    flock fcntl timer_create open read
 */
#include "contract.h"
#include "texts.h"
#include <signal.h>
#include <sys/file.h>
#include <sys/sysmacros.h>
#include <time.h>

#ifndef F_OFD_SETLK
#define F_OFD_SETLK 37
#endif

/* What the only line of the file that says `kind` and `access` says behind it; its number is left out. */
static const char *lock_of(const char *kind, const char *access) {
  static char wanted[64];
  must(read_whole("/proc/locks"));
  snprintf(wanted, sizeof wanted, ": %-6s ADVISORY  %s ", kind, access);
  char *line = strstr(whole, wanted);
  if (line == NULL) return "none";
  char *from = line + strlen(wanted), *end = strchr(from, '\n');
  *end = 0;
  return from;
}

static const char *expected(int fd, int pid, const char *range) {
  static char out[128];
  struct stat status;
  must(fstat(fd, &status));
  snprintf(out, sizeof out, "%d %02x:%02x:%lu %s", pid, major(status.st_dev), minor(status.st_dev), (unsigned long)status.st_ino, range);
  return out;
}

/* Whether there is that line. */
static int same(const char *kind, const char *access, int fd, int pid, const char *range) {
  static char line[192];
  must(read_whole("/proc/locks"));
  snprintf(line, sizeof line, ": %-6s ADVISORY  %s %s\n", kind, access, expected(fd, pid, range));
  return strstr(whole, line) != NULL;
}

static void lock(int fd, int how, short type, long start, long length) {
  struct flock wanted = {.l_type = type, .l_whence = SEEK_SET, .l_start = start, .l_len = length};
  must(fcntl(fd, how, &wanted));
}

int main(void) {
  scratch();
  int fd = (int)must(open("f", O_RDWR | O_CREAT, 0600)), other = (int)must(open("g", O_RDWR | O_CREAT, 0600)), me = getpid();
  check("nothing", lock_of("FLOCK", "READ"), "none");
  must(flock(fd, LOCK_SH));
  check("flock", same("FLOCK", "READ", fd, me, "0 EOF"), 1);
  lock(fd, F_SETLK, F_WRLCK, 2, 3);
  check("posix", same("POSIX", "WRITE", fd, me, "2 4"), 1);
  lock(fd, F_SETLK, F_RDLCK, 7, 0);
  check("to_the_end", same("POSIX", "READ", fd, me, "7 EOF"), 1);
  lock(other, F_OFD_SETLK, F_RDLCK, 8, 1);
  check("open_file", same("OFDLCK", "READ", other, -1, "8 8"), 1);
  must(flock(fd, LOCK_EX));
  check("upgraded", same("FLOCK", "WRITE", fd, me, "0 EOF"), 1);
  check("not_both", lock_of("FLOCK", "READ"), "none");
  close(fd);
  check("gone", lock_of("POSIX", "WRITE"), "none");

  timer_t timer;
  struct sigevent event = {.sigev_notify = SIGEV_SIGNAL, .sigev_signo = SIGUSR1, .sigev_value.sival_int = 5};
  must(timer_create(CLOCK_REALTIME, &event, &timer));
  check("id", field("/proc/self/timers", "ID:"), "0");
  check("signal", field("/proc/self/timers", "signal:"), "10/0000000000000005");
  check("is_me", strcmp(field("/proc/self/timers", "notify:"), join("signal/pid.", number(me, 10))), 0);
  check("clock", field("/proc/self/timers", "ClockID:"), "0");
  event.sigev_notify = SIGEV_NONE;
  must(timer_create(CLOCK_MONOTONIC, &event, &timer));
  check("youngest_first", field("/proc/self/timers", "ID:"), "1");
  check("tells_nobody", strncmp(field("/proc/self/timers", "notify:"), "none/pid.", 9), 0);
  check("other_clock", field("/proc/self/timers", "ClockID:"), "1");
  return verdict();
}
