/* Contract:  A signalfd reads whole structs of pending signals, as many as fit: the thread's before the process's, lower
 *            numbers first; its mask can be changed; a child reads its own signals from it.
 * Source:    signalfd(2); signal(7), "Queueing and delivery semantics for standard signals"
 * Covers:    signalfd4 read
 */
#include "contract.h"

#include <sys/signalfd.h>

static struct signalfd_siginfo infos[4];

static const char *sent(int i) {
  return join(join(signal_name((int)infos[i].ssi_signo), " "), signal_code((int)infos[i].ssi_signo, infos[i].ssi_code));
}

int main(void) {
  sigset_t set;
  int p[2];
  must(pipe(p));
  sigemptyset(&set);
  sigaddset(&set, SIGUSR1);
  sigaddset(&set, SIGUSR2);
  must(sigprocmask(SIG_BLOCK, &set, NULL));
  check("wrong_size", made(syscall(SYS_signalfd4, -1, &set, 4, 0)), "EINVAL");
  check("bad_mask", made(syscall(SYS_signalfd4, -1, 16, 8, 0)), "EFAULT");
  check("bad_flags", made(syscall(SYS_signalfd4, -1, &set, 8, 1)), "EINVAL");
  check("not_a_signalfd", made(signalfd(p[0], &set, 0)), "EINVAL");
  check("not_open", made(signalfd(99, &set, 0)), "EBADF");
  int fd = (int)must(signalfd(-1, &set, SFD_NONBLOCK));
  check("none", call(read(fd, infos, sizeof infos)), "EAGAIN");
  check("short", call(read(fd, infos, 127)), "EINVAL");
  must(kill(getpid(), SIGUSR2));
  must(sigqueue(getpid(), SIGUSR1, (union sigval){.sival_ptr = (void *)0x123456789a}));
  must(raise(SIGUSR2));
  check("ready", poll_one(fd, POLLIN, SOON), "POLLIN");
  check("room_for_one_and_a_half", call(read(fd, infos, 192)), "128");
  check("own_first", sent(0), "SIGUSR2 SI_TKILL");
  check("two_left", call(read(fd, infos, sizeof infos)), "256");
  check("lower_first", sent(0), "SIGUSR1 SI_QUEUE");
  check("value", infos[0].ssi_ptr == 0x123456789a && infos[0].ssi_int == 0x3456789a, 1);
  check("then", sent(1), "SIGUSR2 SI_USER");
  check("sender", infos[1].ssi_pid == (uint32_t)getpid() && infos[1].ssi_uid == getuid(), 1);

  must(raise(SIGUSR1));
  sigdelset(&set, SIGUSR1);
  check("new_mask", signalfd(fd, &set, 0) == fd, 1);
  check("not_wanted_any_more", call(read(fd, infos, 128)), "EAGAIN");
  must(raise(SIGUSR2));
  pid_t child = (pid_t)must(fork());
  if (child == 0) {
    if (read(fd, infos, 128) != -1) _exit(1);
    raise(SIGUSR2);
    _exit(read(fd, infos, 128) == 128 ? 0 : 2);
  }
  check("child_reads_its_own", reap(child), "exited 0");
  check("ours_is_left", call(read(fd, infos, 128)), "128");
  return verdict();
}
