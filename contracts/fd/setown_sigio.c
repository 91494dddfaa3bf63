/* Contract:  With O_ASYNC an owner gets SIGIO when its file becomes ready; F_SETSIG chooses another and names the
 *            descriptor.
 * Source:    fcntl(2), "Managing signals"
 * Covers:    fcntl ioctl write
 */
#include "contract.h"

#include <sys/ioctl.h>

static volatile sig_atomic_t signals, last_signal, last_fd, last_code;

static void handler(int signal, siginfo_t *info, void *context) {
  (void)context;
  signals++;
  last_signal = signal;
  last_fd = info->si_fd;
  last_code = info->si_code;
}

int main(void) {
  int p[2];
  char byte;
  must(pipe(p));
  struct sigaction action = {.sa_sigaction = handler, .sa_flags = SA_SIGINFO};
  must(sigaction(SIGIO, &action, 0));
  must(sigaction(SIGRTMIN, &action, 0));
  check("no_owner", call(fcntl(p[0], F_GETOWN)), "0");
  check("no_signal", call(fcntl(p[0], F_GETSIG)), "0");
  check("async_without_owner", call(fcntl(p[0], F_SETFL, O_ASYNC)), "0");
  must(write(p[1], "a", 1));
  check("nobody_to_tell", signals, 0);
  check("own", call(fcntl(p[0], F_SETOWN, getpid())), "0");
  check("owner", fcntl(p[0], F_GETOWN) == getpid(), 1);
  must(write(p[1], "b", 1));
  check("told", signals, 1);
  check("by", signal_name(last_signal), "SIGIO");
  check("reading_tells_nobody", call(read(p[0], &byte, 1)), "1");
  check("still", signals, 1);
  check("set_signal", call(fcntl(p[0], F_SETSIG, SIGRTMIN)), "0");
  check("get_signal", fcntl(p[0], F_GETSIG) == SIGRTMIN, 1);
  must(write(p[1], "c", 1));
  check("told_again", signals, 2);
  check("by_the_other", signal_name(last_signal), "SIGRTMIN+0");
  check("descriptor", last_fd == p[0], 1);
  check("code_is_poll_in", last_code, 1);
  int off = 0;
  must(ioctl(p[0], FIOASYNC, &off));
  must(write(p[1], "d", 1));
  check("off", signals, 2);
  check("signal_too_large", call(fcntl(p[0], F_SETSIG, 65)), "EINVAL");
  check("signal_negative", call(fcntl(p[0], F_SETSIG, -1)), "EINVAL");
  check("back_to_sigio", call(fcntl(p[0], F_SETSIG, 0)), "0");
  check("owner_missing", call(fcntl(p[0], F_SETOWN, 4000000)), "ESRCH");
  check("owner_kept", fcntl(p[0], F_GETOWN) == getpid(), 1);
  must(fcntl(p[0], F_SETFL, O_ASYNC));
  must(close(p[1]));
  check("close_tells", signals, 3);
  return verdict();
}
