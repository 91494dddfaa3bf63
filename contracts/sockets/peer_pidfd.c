/* Contract:  SO_PEERPIDFD is a pidfd of who connected or listened, SO_PEERGROUPS its groups; SO_PASSPIDFD puts a pidfd of the
 *            sender beside a message.
 * Source:    unix(7), SO_PEERCRED, SO_PEERPIDFD, SO_PASSPIDFD
 * Covers:    getsockopt setsockopt recvmsg
 * Linux:     since 6.5
 */
#include "contract.h"

#include <sys/socket.h>
#include <sys/un.h>

/* A signal that is blocked arrives at us through the pidfd. */
static int is_us(int pidfd) {
  sigset_t set;
  struct timespec none = {0, 0};
  sigemptyset(&set);
  sigaddset(&set, SIGUSR1);
  must(sigprocmask(SIG_BLOCK, &set, NULL));
  must(syscall(SYS_pidfd_send_signal, pidfd, SIGUSR1, NULL, 0));
  return sigtimedwait(&set, NULL, &none) == SIGUSR1;
}

int main(void) {
  int s[2], on = 1, pidfd = -1;
  socklen_t size = sizeof pidfd;
  gid_t groups[4];
  must(socketpair(AF_UNIX, SOCK_STREAM, 0, s));
  check("peerpidfd", call(getsockopt(s[0], SOL_SOCKET, 77, &pidfd, &size)), "0");
  check("is_us", is_us(pidfd), 1);
  check("closes_on_exec", descriptor_flags(fcntl(pidfd, F_GETFD)), "FD_CLOEXEC");
  size = sizeof groups;
  check("peergroups", call(getsockopt(s[0], SOL_SOCKET, SO_PEERGROUPS, groups, &size)), "0");
  check("as_many_as_getgroups", (int)(size / sizeof *groups) == getgroups(0, NULL), 1);
  pid_t child = (pid_t)must(fork());
  if (child == 0) {
    char byte;
    read(s[1], &byte, 1);
    _exit(write(s[1], "m", 1) != 1);
  }
  check("pass", call(setsockopt(s[0], SOL_SOCKET, 76, &on, sizeof on)), "0");
  must(write(s[0], "g", 1));
  char data[8], control[64];
  struct iovec part = {data, sizeof data};
  struct msghdr message = {.msg_iov = &part, .msg_iovlen = 1, .msg_control = control, .msg_controllen = sizeof control};
  must(recvmsg(s[0], &message, 0));
  struct cmsghdr *head = CMSG_FIRSTHDR(&message);
  check("message", message.msg_controllen != 0 && head->cmsg_level == SOL_SOCKET && head->cmsg_type == 4, 1);
  check("length", (int)head->cmsg_len, 20);
  memcpy(&pidfd, CMSG_DATA(head), sizeof pidfd);
  check("child_ended", poll_one(pidfd, POLLIN, BOUND), "POLLIN");
  siginfo_t info;
  check("wait_for_it", call(waitid(P_PIDFD, (id_t)pidfd, &info, WEXITED)), "0");
  check("is_the_child", info.si_pid == child && info.si_status == 0, 1);
  return verdict();
}
