/* Contract:  A socket signals its owner: of data, of room once there was none, of the peer's end; F_SETOWN_EX names a
 *            thread; SIOCSPGRP and FIOGETOWN are the same owner; an accepted socket has none.
 * Source:    fcntl(2), F_SETOWN_EX; socket(7), SIOCSPGRP; sigaction(2), si_code of SIGIO
 * Covers:    fcntl ioctl
 */
#include "contract.h"

#include <sys/ioctl.h>
#include <sys/socket.h>

static char seen[64];

static void handle(int signal, siginfo_t *info, void *context) {
  (void)signal, (void)context;
  contract_append(seen, join(seen[0] ? " " : "", ONE_OF(info->si_code, NAME(POLL_IN), NAME(POLL_OUT), NAME(POLL_HUP))));
}

static const char *signals(void) {
  const char *all = seen[0] ? join("", seen) : "none";
  seen[0] = 0;
  return all;
}

int main(void) {
  int s[2], who;
  static char page[4096];
  struct sigaction action = {.sa_sigaction = handle, .sa_flags = SA_SIGINFO | SA_RESTART};
  must(sigaction(SIGIO, &action, NULL));
  must(socketpair(AF_UNIX, SOCK_STREAM | SOCK_NONBLOCK, 0, s));
  struct f_owner_ex owner = {.type = 7, .pid = getpid()};
  check("bad_type", call(fcntl(s[0], F_SETOWN_EX, &owner)), "EINVAL");
  owner = (struct f_owner_ex){.type = F_OWNER_PID, .pid = 99999999};
  check("nobody", call(fcntl(s[0], F_SETOWN_EX, &owner)), "ESRCH");
  check("bad_pointer", call(fcntl(s[0], F_SETOWN_EX, 16)), "EFAULT");
  owner = (struct f_owner_ex){.type = F_OWNER_TID, .pid = (pid_t)syscall(SYS_gettid)};
  check("thread", call(fcntl(s[0], F_SETOWN_EX, &owner)), "0");
  memset(&owner, 9, sizeof owner);
  must(fcntl(s[0], F_GETOWN_EX, &owner));
  check("thread_kind", ONE_OF(owner.type, NAME(F_OWNER_TID), NAME(F_OWNER_PID)), "F_OWNER_TID");
  check("thread_id", owner.pid == getpid(), 1);
  must(fcntl(s[0], F_SETSIG, SIGIO));
  must(fcntl(s[0], F_SETFL, O_NONBLOCK | O_ASYNC));
  must(write(s[1], "x", 1));
  check("data", signals(), "POLL_IN");
  must(write(s[1], "x", 1));
  check("more_data", signals(), "POLL_IN");
  must(write(s[0], "x", 1));
  must(read(s[1], page, 1));
  check("read_by_the_peer", signals(), "none");
  while (write(s[0], page, sizeof page) > 0) continue;
  check("full", signals(), "none");
  while (read(s[1], page, sizeof page) > 0) continue;
  check("drained", signals(), "POLL_OUT");
  must(shutdown(s[1], SHUT_WR));
  check("peer_ended", signals(), "POLL_IN");
  must(close(s[1]));
  check("peer_gone", signals(), "POLL_HUP");

  must(socketpair(AF_UNIX, SOCK_STREAM, 0, s));
  who = getpid();
  check("set_by_ioctl", call(ioctl(s[0], 0x8902 /* SIOCSPGRP */, &who)), "0");
  check("owner", fcntl(s[0], F_GETOWN) == getpid(), 1);
  who = 0;
  check("get_by_ioctl", call(ioctl(s[0], 0x8903 /* FIOGETOWN */, &who)), "0");
  check("got", who == getpid(), 1);
  check("other_end_has_none", call(fcntl(s[1], F_GETOWN)), "0");
  return verdict();
}
