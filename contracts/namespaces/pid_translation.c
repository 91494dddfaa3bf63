/* Contract:  A process's number is told in the terms of whoever asks: in siginfo, credentials of messages and sockets,
 *            F_GETOWN and locks; it is 0 for who cannot see it.
 * Source:    pid_namespaces(7), "Nesting PID namespaces", "Miscellaneous"
 * Covers:    clone kill sendmsg recvmsg getsockopt fcntl sigtimedwait
 * Requires:  namespaces
 */
#include "contract.h"
#include "texts.h"
#include <sys/socket.h>

static int pair[2], file;

static long message_pid(void) {
  char byte;
  union {
    char space[CMSG_SPACE(sizeof(struct ucred))];
    struct cmsghdr align;
  } control;
  struct iovec iov = {&byte, 1};
  struct msghdr message = {.msg_iov = &iov, .msg_iovlen = 1, .msg_control = &control, .msg_controllen = sizeof control};
  must(recvmsg(pair[0], &message, 0));
  struct cmsghdr *header = CMSG_FIRSTHDR(&message);
  struct ucred credentials = {.pid = -2};
  if (header && header->cmsg_type == SCM_CREDENTIALS) memcpy(&credentials, CMSG_DATA(header), sizeof credentials);
  return credentials.pid;
}

static long peer_pid(int fd) {
  struct ucred credentials;
  socklen_t size = sizeof credentials;
  return getsockopt(fd, SOL_SOCKET, SO_PEERCRED, &credentials, &size) ? -1 : credentials.pid;
}

static long lock_pid(void) {
  struct flock lock = {.l_type = F_WRLCK, .l_whence = SEEK_SET, .l_start = 0, .l_len = 1};
  return fcntl(file, F_GETLK, &lock) ? -1 : lock.l_pid;
}

static void sleep_for_ever(void) {
  for (;;) pause();
}

/* What process 1 sees of its parent, which is outside. */
static const char *seen_inside(void) {
  sigset_t usr1;
  siginfo_t info;
  sigemptyset(&usr1);
  sigaddset(&usr1, SIGUSR1);
  must(sigprocmask(SIG_BLOCK, &usr1, 0));
  must(write(pair[1], "x", 1));
  must(sigwaitinfo(&usr1, &info));
  const char *signal = number(info.si_pid, 10);
  const char *owner = number(fcntl(pair[0], F_GETOWN), 10);
  return join(join(signal, join(" ", number(peer_pid(pair[0]), 10))), join(join(" ", owner), join(" ", number(lock_pid(), 10))));
}

int main(void) {
  int p[2], on = 1, ends[2];
  char line[64];
  scratch();
  file = (int)must(open("f", O_CREAT | O_RDWR, 0600));
  must(fcntl(file, F_SETLK, &(struct flock){.l_type = F_WRLCK, .l_whence = SEEK_SET}));
  must(socketpair(AF_UNIX, SOCK_DGRAM, 0, pair));
  must(setsockopt(pair[0], SOL_SOCKET, SO_PASSCRED, &on, sizeof on));
  must(fcntl(pair[0], F_SETOWN, getpid()));
  must(pipe(p));
  pid_t child = (pid_t)must(syscall(SYS_clone, CLONE_NEWPID | SIGCHLD, 0, 0, 0, 0));
  if (child == 0) {
    const char *said = seen_inside();
    _exit(write(p[1], said, strlen(said)) < 0);
  }
  check("message_from_inside", message_pid() == child, 1);
  must(kill(child, SIGUSR1));
  check("seen_inside", text(line, read(p[0], line, sizeof line)), "0 0 0 0");
  check("wait", waitpid(child, 0, 0) == child, 1);

  must(socketpair(AF_UNIX, SOCK_STREAM, 0, ends));
  child = (pid_t)must(syscall(SYS_clone, CLONE_NEWPID | SIGCHLD, 0, 0, 0, 0));
  if (child == 0) sleep_for_ever();
  must(fcntl(ends[0], F_SETOWN, child));
  check("owner_inside_seen_outside", fcntl(ends[0], F_GETOWN) == child, 1);
  siginfo_t info;
  must(kill(child, SIGKILL));
  must(waitid(P_PID, (id_t)child, &info, WEXITED));
  check("child_info", info.si_pid == child, 1);
  return verdict();
}
