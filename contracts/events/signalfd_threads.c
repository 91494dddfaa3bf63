/* Contract:  A signalfd reads what is pending for the thread that reads, and for the process: signals for another thread stay
 *            hidden from it, and from poll; after fork the child sees its own.
 * Source:    signalfd(2), NOTES
 * Covers:    signalfd4 read poll tgkill fork
 */
#include "contract.h"

#include <pthread.h>
#include <sys/signalfd.h>

static int fd, turn[2], done[2];
static const char *thread_polls, *thread_reads;

static const char *take(void) {
  struct signalfd_siginfo info;
  ssize_t size = read(fd, &info, sizeof info);
  return size == sizeof info ? signal_name((int)info.ssi_signo) : call(size);
}

static void *body(void *unused) {
  char byte;
  (void)unused;
  must(write(done[1], "r", 1));
  must(read(turn[0], &byte, 1));
  thread_polls = poll_one(fd, POLLIN, 0);
  thread_reads = take();
  return NULL;
}

int main(void) {
  sigset_t set;
  pthread_t thread;
  char byte;
  sigemptyset(&set);
  sigaddset(&set, SIGUSR1);
  sigaddset(&set, SIGUSR2);
  must(sigprocmask(SIG_BLOCK, &set, NULL));
  fd = (int)must(signalfd(-1, &set, SFD_NONBLOCK));
  must(pipe(turn));
  must(pipe(done));
  must(pthread_create(&thread, NULL, body, NULL) ? -1 : 0);
  must(read(done[0], &byte, 1));
  must(pthread_kill(thread, SIGUSR1) ? -1 : 0);
  check("others_are_hidden", poll_one(fd, POLLIN, 0), "timeout");
  check("and_not_read", take(), "EAGAIN");
  must(write(turn[1], "g", 1));
  must(pthread_join(thread, NULL) ? -1 : 0);
  check("its_own_polls", thread_polls, "POLLIN");
  check("its_own_reads", thread_reads, "SIGUSR1");
  must(kill(getpid(), SIGUSR2));
  pid_t child = (pid_t)must(fork());
  if (child == 0) {
    if (strcmp(take(), "EAGAIN")) _exit(1);
    raise(SIGUSR1);
    _exit(strcmp(take(), "SIGUSR1") ? 2 : 0);
  }
  check("child_sees_its_own", reap(child), "exited 0");
  check("the_process_too", take(), "SIGUSR2");
  return verdict();
}
