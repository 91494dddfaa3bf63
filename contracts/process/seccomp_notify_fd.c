/* Contract:  SECCOMP_IOCTL_NOTIF_ADDFD gives the task of a received call a descriptor, at the lowest number or a chosen one,
 *            and with SEND answers the call with it.
 * Source:    seccomp_unotify(2), SECCOMP_IOCTL_NOTIF_ADDFD
 * Covers:    seccomp ioctl
 */
#include "seccomp.h"

enum { SETFD = 1, SEND = 2 };
struct added {
  uint64_t id;
  uint32_t flags, source, target, target_flags;
};
static int listener, results[2];
static struct notification seen;

static long add(unsigned flags, int source, int target, unsigned target_flags) {
  struct added added = {seen.id, flags, (uint32_t)source, (uint32_t)target, target_flags};
  return ioctl(listener, NOTIF_ADDFD, &added);
}

static const char *receive(void) {
  memset(&seen, 0, sizeof seen);
  return call(ioctl(listener, NOTIF_RECV, &seen));
}

static void child_makes_calls(int pipe_end) {
  int first = (int)syscall(SYS_getpgid, 0), answer = first;
  (void)!write(first, "1", 1);
  (void)!write(pipe_end + 40, "2", 1);
  answer = fcntl(first, F_GETFD) * 10 + fcntl(pipe_end + 40, F_GETFD);
  (void)!write(results[1], &answer, sizeof answer);
  answer = (int)syscall(SYS_getpgid, 0);
  (void)!write(results[1], &answer, sizeof answer);
}

int main(void) {
  int data[2], answer = -1;
  char bytes[4] = "";
  must(pipe(results));
  must(pipe(data));
  no_new_privileges();
  listener = (int)must(treat(SYS_getpgid, RET_USER_NOTIF, NEW_LISTENER));
  pid_t child = (pid_t)must(fork());
  if (child == 0) {
    must(close(listener));
    child_makes_calls(data[1]);
    _exit(0);
  }
  struct added early = {1, 0, (uint32_t)data[1], 0, 0};
  check("wait", poll_one(listener, POLLIN, BOUND), "POLLIN");
  check("no_such_call", call(ioctl(listener, NOTIF_ADDFD, &early)), "ENOENT");
  check("receive", receive(), "0");
  check("unknown_flag", call(add(4, data[1], 0, 0)), "EINVAL");
  check("unknown_descriptor_flag", call(add(0, data[1], 0, O_NONBLOCK)), "EINVAL");
  check("number_without_flag", call(add(0, data[1], 20, 0)), "EINVAL");
  check("bad_descriptor", call(add(0, 999, 0, 0)), "EBADF");
  check("beyond_the_limit", call(add(SETFD, data[1], 1 << 30, 0)), "EBADF");
  check("too_short", call(ioctl(listener, 0x40082103ul, &early)), "EINVAL");
  check("chosen", add(SETFD, data[1], data[1] + 40, O_CLOEXEC) == data[1] + 40, 1);
  check("valid_still", call(ioctl(listener, NOTIF_ID_VALID, &seen.id)), "0");
  /* The child's lowest free number is the one that the listener had. */
  check("sent", add(SEND, data[1], 0, 0) == listener, 1);
  must(read(results[0], &answer, sizeof answer));
  check("answered", call(add(0, data[1], 0, 0)), "ENOENT");
  check("close_on_exec", answer, 1);
  check("written", text(bytes, read(data[0], bytes, 4)), "12");
  check("receive_again", receive(), "0");
  must(ioctl(listener, NOTIF_SEND, &(struct response){seen.id, 5, 0, 0}));
  must(read(results[0], &answer, sizeof answer));
  check("plain_answer", answer, 5);
  check("child", reap(child), "exited 0");
  return verdict();
}
