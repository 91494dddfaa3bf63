/* Contract:  Who opens or truncates a file against a lease breaks it: its holder gets SIGIO (or F_SETSIG's signal with the
 *            descriptor), F_GETLEASE tells what it must become, and a caller that would not sleep gets EWOULDBLOCK.
 * Source:    fcntl(2), "Leases"; fs/locks.c, __break_lease
 * Covers:    fcntl open truncate
 */
#include "contract.h"

static const char *lease(int fd) {
  int kind = fcntl(fd, F_GETLEASE);
  return kind == -1 ? error_name(errno) : ONE_OF(kind, NAME(F_RDLCK), NAME(F_WRLCK), NAME(F_UNLCK));
}

static sigset_t watched;
static siginfo_t info;

static const char *signalled(void) {
  int signal = sigtimedwait(&watched, &info, &(struct timespec){0});
  return signal == -1 ? error_name(errno) : signal_name(signal);
}

/* Another process opens the file: its error, or "opened". */
static const char *opened(int flags) {
  pid_t child = (pid_t)must(fork());
  if (child == 0) {
    int fd = open("file", flags);
    _exit(fd >= 0 ? 0 : errno);
  }
  int status;
  must(waitpid(child, &status, 0));
  return WEXITSTATUS(status) ? error_name(WEXITSTATUS(status)) : "opened";
}

int main(void) {
  scratch();
  sigemptyset(&watched), sigaddset(&watched, SIGIO), sigaddset(&watched, SIGRTMIN);
  must(sigprocmask(SIG_BLOCK, &watched, 0));
  close((int)must(open("file", O_CREAT | O_RDWR, 0600)));
  int fd = (int)must(open("file", O_RDONLY));
  must(fcntl(fd, F_SETLEASE, F_RDLCK));
  check("reader", opened(O_RDONLY | O_NONBLOCK), "opened");
  check("reader_breaks_nothing", signalled(), "EAGAIN");
  check("writer", opened(O_WRONLY | O_NONBLOCK), "EAGAIN");
  check("signal", signalled(), "SIGIO");
  check("must_become", lease(fd), "F_UNLCK");
  check("writer_again", opened(O_WRONLY | O_NONBLOCK), "EAGAIN");
  check("told_once", signalled(), "EAGAIN");
  check("reader_meanwhile", opened(O_RDONLY | O_NONBLOCK), "opened");
  check("own_lease_again", call(fcntl(fd, F_SETLEASE, F_RDLCK)), "0");
  check("still_must_become", lease(fd), "F_UNLCK");
  check("give_up", call(fcntl(fd, F_SETLEASE, F_UNLCK)), "0");
  check("writer_then", opened(O_WRONLY | O_NONBLOCK), "opened");
  must(fcntl(fd, F_SETSIG, SIGRTMIN));
  check("write_lease", call(fcntl(fd, F_SETLEASE, F_WRLCK)), "0");
  check("reader_of_write_lease", opened(O_RDONLY | O_NONBLOCK), "EAGAIN");
  check("chosen_signal", signalled(), "SIGRTMIN+0");
  check("descriptor", info.si_fd == fd, 1);
  check("code", ONE_OF(info.si_code, NAME(POLL_IN), NAME(POLL_MSG)), "POLL_MSG");
  check("may_be_read", lease(fd), "F_RDLCK");
  check("downgrade", call(fcntl(fd, F_SETLEASE, F_RDLCK)), "0");
  check("downgraded", lease(fd), "F_RDLCK");
  check("reader_after", opened(O_RDONLY | O_NONBLOCK), "opened");
  check("path_breaks_nothing", opened(O_PATH), "opened");
  check("quiet", signalled(), "EAGAIN");
  check("own_open", made(open("file", O_WRONLY | O_NONBLOCK)), "EAGAIN");
  check("own_signal", signalled(), "SIGRTMIN+0");
  close(fd);
  check("close_gives_up", opened(O_RDWR | O_NONBLOCK), "opened");
  fd = (int)must(open("file", O_RDONLY));
  must(fcntl(fd, F_SETLEASE, F_RDLCK));
  check("chmod", call(chmod("file", 0640)), "0");
  check("rename", call(rename("file", "moved")), "0");
  check("names_break_nothing", signalled(), "EAGAIN");
  return verdict();
}
