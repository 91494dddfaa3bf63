/* Contract:  An inotify descriptor: equal neighbours merge, reads take whole events, FIONREAD counts, poll says when,
 *            flags hold.
 * Source:    inotify(7), inotify_init(2)
 * Covers:    inotify_init inotify_init1 read ioctl poll
 */
#include "contract.h"

#include <sys/inotify.h>
#include <sys/ioctl.h>

int main(void) {
  scratch();
  char buffer[256];
  int fd = (int)must(open("file", O_CREAT | O_RDWR, 0600)), w = (int)must(inotify_init1(IN_NONBLOCK | IN_CLOEXEC)), count;
  int plain = (int)must(syscall(SYS_inotify_init));
  check("flags", open_flags(fcntl(w, F_GETFL)), "O_RDONLY|O_NONBLOCK");
  check("cloexec", descriptor_flags(fcntl(w, F_GETFD)), "FD_CLOEXEC");
  check("plain_flags", open_flags(fcntl(plain, F_GETFL)), "O_RDONLY");
  check("plain_cloexec", descriptor_flags(fcntl(plain, F_GETFD)), "0");
  check("unknown_flag", made(inotify_init1(O_APPEND)), "EINVAL");
  must(inotify_add_watch(w, ".", IN_MODIFY | IN_CREATE));
  check("quiet", poll_one(w, POLLIN, SOON), "timeout");
  check("empty", call(read(w, buffer, sizeof buffer)), "EAGAIN");
  for (int i = 0; i < 3; i++) must(write(fd, "x", 1));
  check("ready", poll_one(w, POLLIN, SOON), "POLLIN");
  must(ioctl(w, FIONREAD, &count));
  check("three_writes_are_one_event", count, 32);
  must(close((int)must(creat("other", 0600))));
  must(write(fd, "x", 1));
  must(ioctl(w, FIONREAD, &count));
  check("not_merged_over_another", count, 96);
  check("too_small", call(read(w, buffer, 31)), "EINVAL");
  check("one", call(read(w, buffer, 63)), "32");
  check("rest", call(read(w, buffer, sizeof buffer)), "64");
  check("drained", poll_one(w, POLLIN, SOON), "timeout");
  check("too_small_and_empty", call(read(w, buffer, 1)), "EAGAIN");
  check("write", call(write(w, "x", 1)), "EBADF");
  check("lseek_does_nothing", call(lseek(w, 0, SEEK_SET)), "0");
  char link[64];
  check("name", text(link, readlink(join("/proc/self/fd/", number(w, 10)), link, sizeof link)), "anon_inode:inotify");
  must(close((int)must(creat("again", 0600))));
  check("bad_buffer", call(read(w, (char *)16, 256)), "EFAULT");

  must(inotify_add_watch(plain, ".", IN_CREATE));
  pid_t child = (pid_t)must(fork());
  if (child == 0) _exit(read(plain, buffer, sizeof buffer) == 32 ? 0 : 1);
  await_sleep(child);
  must(mkdir("dir", 0700));
  check("sleeper_was_woken", reap(child), "exited 0");
  return verdict();
}
