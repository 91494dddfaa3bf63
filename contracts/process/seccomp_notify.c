/* Contract:  A listener receives the calls that a filter leaves to it and answers with a value, an error, or that they are
 *            made after all; it polls readable, then writable, and hung up when nobody uses the filter any more.
 * Source:    seccomp_unotify(2)
 * Covers:    seccomp ioctl poll
 */
#include "seccomp.h"

static struct notification seen;

static const char *receive(int listener) {
  memset(&seen, 0, sizeof seen);
  return call(ioctl(listener, NOTIF_RECV, &seen));
}

static const char *send(int listener, uint64_t id, long value, int error, unsigned given) {
  struct response response = {id, value, error, given};
  return call(ioctl(listener, NOTIF_SEND, &response));
}

static int results[2];

/* Tells what each call answered: the value, or the negative error. */
static void makes_calls(void) {
  for (int i = 0; i < 4; i++) {
    int answer = (int)syscall(SYS_getpgid, 0, 7);
    if (answer == -1) answer = -errno;
    (void)!write(results[1], &answer, sizeof answer);
  }
}

static int told(void) {
  int answer = 0;
  must(read(results[0], &answer, sizeof answer));
  return answer;
}

int main(void) {
  int pair[2];
  pid_t group = getpgrp();
  char path[40], target[64] = "";
  must(pipe(results));
  must(pipe(pair));
  pid_t child = (pid_t)must(fork());
  if (child == 0) {
    no_new_privileges();
    long listener = treat(SYS_getpgid, RET_USER_NOTIF, NEW_LISTENER);
    (void)!write(pair[1], &listener, sizeof listener);
    pause();
    _exit(0);
  }
  /* The listener is taken over before its maker goes on: pidfd_getfd. */
  long number_there = -1;
  must(read(pair[0], &number_there, sizeof number_there));
  int pidfd = (int)must(syscall(SYS_pidfd_open, child, 0));
  int foreign = (int)must(syscall(SYS_pidfd_getfd, pidfd, number_there, 0));
  check("nothing_yet", poll_one(foreign, POLLIN | POLLOUT, SOON), "timeout");
  must(kill(child, SIGKILL));
  check("maker", reap(child), "killed SIGKILL");
  check("hung_up", poll_one(foreign, POLLIN, BOUND), "POLLHUP");
  check("receive_from_nobody", receive(foreign), "ENOENT");
  must(close(foreign));

  no_new_privileges();
  int listener = (int)must(treat(SYS_getpgid, RET_USER_NOTIF, NEW_LISTENER));
  snprintf(path, sizeof path, "/proc/self/fd/%d", listener);
  must(readlink(path, target, sizeof target - 1));
  check("name", target, "anon_inode:seccomp notify");
  check("read", call(read(listener, target, 8)), "EINVAL");
  check("unknown_request", call(ioctl(listener, 0x2109, 0)), "EINVAL");
  child = (pid_t)must(fork());
  if (child == 0) {
    must(close(listener));
    makes_calls();
    _exit(0);
  }
  check("readable", poll_one(listener, POLLIN | POLLOUT, BOUND), "POLLIN");
  seen.id = 1;
  check("not_zeroed", call(ioctl(listener, NOTIF_RECV, &seen)), "EINVAL");
  check("nowhere", call(ioctl(listener, NOTIF_RECV, 8)), "EFAULT");
  check("receive", receive(listener), "0");
  check("pid", seen.pid == (uint32_t)child, 1);
  check("number", seen.data.nr, SYS_getpgid);
  check("architecture", seen.data.arch == ARCH_X86_64, 1);
  check("arguments", join(number((long long)seen.data.args[0], 10), number((long long)seen.data.args[1], 10)), "07");
  check("writable", poll_one(listener, POLLIN | POLLOUT, BOUND), "POLLOUT");
  check("valid", call(ioctl(listener, NOTIF_ID_VALID, &seen.id)), "0");
  check("other_id", send(listener, seen.id + 1, 0, 0, 0), "ENOENT");
  check("unknown_flag", send(listener, seen.id, 0, 0, 2), "EINVAL");
  check("continue_with_value", send(listener, seen.id, 1, 0, 1), "EINVAL");
  check("send_value", send(listener, seen.id, 1234, 0, 0), "0");
  check("value", told(), 1234);
  uint64_t first = seen.id;
  check("receive_second", receive(listener), "0");
  check("next_id", seen.id == first + 1, 1);
  check("first_is_gone", call(ioctl(listener, NOTIF_ID_VALID, &first)), "ENOENT");
  check("send_error", send(listener, seen.id, 0, -EXDEV, 0), "0");
  check("error", told(), -EXDEV);
  check("receive_third", receive(listener), "0");
  check("continue", send(listener, seen.id, 0, 0, 1), "0");
  check("made_after_all", told() == group, 1);
  check("waits_again", poll_one(listener, POLLIN, BOUND), "POLLIN");
  must(close(listener));
  check("listener_gone", told(), -ENOSYS);
  check("child", reap(child), "exited 0");
  check("without_listener", call(syscall(SYS_getpgid, 0)), "ENOSYS");
  return verdict();
}
