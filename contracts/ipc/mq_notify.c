/* Contract:  One process may be told, once, that a message came into the empty queue: not while a receiver waits, not for
 *            later messages; closing the queue ends it; others are EBUSY meanwhile.
 * Source:    mq_notify(3); ipc/mqueue.c, __do_notify
 * Covers:    mq_notify mq_timedsend mq_timedreceive close
 */
#include "contract.h"

#include <mqueue.h>
#include <sys/socket.h>

static int queue;
static siginfo_t told;
static int count;

static void handler(int signal, siginfo_t *info, void *context) {
  (void)signal, (void)context;
  told = *info;
  count++;
}

static const char *ask(int kind, int signal) {
  struct sigevent event = {.sigev_notify = kind, .sigev_signo = signal, .sigev_value.sival_int = 42};
  return call(mq_notify(queue, &event));
}

static void drain(void) {
  char bytes[8];
  while (mq_receive(queue, bytes, 8, 0) >= 0) {}
}

static const char *file(void) {
  static char bytes[100];
  int fd = (int)must(mq_open("/q", O_RDONLY));
  long length = must(read(fd, bytes, sizeof bytes - 1));
  bytes[length] = 0;
  *strstr(bytes, "NOTIFY_PID") = 0;
  return bytes;
}

/* libc keeps SIGEV_THREAD to itself. */
static const char *raw(const struct sigevent *event) { return call(syscall(SYS_mq_notify, queue, event)); }

int main(void) {
  struct mq_attr size = {.mq_maxmsg = 3, .mq_msgsize = 8};
  queue = (int)must(mq_open("/q", O_CREAT | O_RDWR | O_NONBLOCK, 0600, &size));
  struct sigaction action = {.sa_sigaction = handler, .sa_flags = SA_SIGINFO};
  must(sigaction(SIGUSR1, &action, 0));
  check("ask", ask(SIGEV_SIGNAL, SIGUSR1), "0");
  check("asked", file(), "QSIZE:0          NOTIFY:0     SIGNO:10    ");
  check("again", ask(SIGEV_SIGNAL, SIGUSR1), "EBUSY");
  pid_t child = (pid_t)must(fork());
  if (!child) {
    if (strcmp(ask(SIGEV_SIGNAL, SIGUSR1), "EBUSY")) _exit(1);
    if (mq_notify(queue, 0)) _exit(2); /* not its own: nothing happens */
    must(mq_send(queue, "a", 1, 0));
    _exit(0);
  }
  check("child", reap(child), "exited 0");
  check("told", count, 1);
  check("code", signal_code(SIGUSR1, told.si_code), "SI_MESGQ");
  check("sender", told.si_pid == child, 1);
  check("value", told.si_value.sival_int, 42);
  drain();
  must(mq_send(queue, "a", 1, 0));
  check("once", count, 1);
  check("ask_while_not_empty", ask(SIGEV_SIGNAL, SIGUSR1), "0");
  must(mq_send(queue, "b", 1, 0));
  check("it_was_not_empty", count, 1);
  drain();
  must(mq_send(queue, "c", 1, 0));
  check("now", count, 2);
  drain();

  check("ask_anew", ask(SIGEV_SIGNAL, SIGUSR1), "0");
  check("give_up", call(mq_notify(queue, 0)), "0");
  check("give_up_again", call(mq_notify(queue, 0)), "0");
  must(mq_send(queue, "d", 1, 0));
  check("not_told", count, 2);
  drain();

  check("ask_for_none", ask(SIGEV_NONE, 0), "0");
  check("none_stands_in_the_file", file(), "QSIZE:0          NOTIFY:1     SIGNO:0     ");
  must(mq_send(queue, "e", 1, 0));
  check("none_is_over", ask(SIGEV_NONE, 0), "0");
  must(mq_notify(queue, 0));
  drain();

  int other = (int)must(mq_open("/q", O_RDWR));
  check("ask_before_close", ask(SIGEV_SIGNAL, SIGUSR1), "0");
  must(close(other));
  must(mq_send(queue, "f", 1, 0));
  check("any_close_ends_it", count, 2);
  drain();

  check("signal_zero", ask(SIGEV_SIGNAL, 0), "0");
  must(mq_notify(queue, 0));
  check("no_signal", ask(SIGEV_SIGNAL, 65), "EINVAL");
  check("no_kind", ask(9, SIGUSR1), "EINVAL");
  check("bad_address", call(syscall(SYS_mq_notify, queue, 8)), "EFAULT");
  queue = 1;
  check("no_queue", ask(SIGEV_NONE, 0), "EBADF");
  queue = (int)must(mq_open("/q", O_RDWR | O_NONBLOCK));

  /* What libc builds threads on: 32 bytes over a netlink socket, the last of which says why. */
  char cookie[32] = "thirty-two bytes of the caller.", got[64];
  int sockets = (int)must(socket(AF_NETLINK, SOCK_RAW, 0));
  struct sigevent event = {.sigev_notify = SIGEV_THREAD, .sigev_signo = sockets, .sigev_value.sival_ptr = cookie};
  check("by_socket", raw(&event), "0");
  must(mq_send(queue, "g", 1, 0));
  check("length", recv(sockets, got, sizeof got, MSG_DONTWAIT), 32);
  check("bytes", memcmp(got, cookie, 31), 0);
  check("woken", got[31], 1);
  drain();
  check("by_socket_again", raw(&event), "0");
  must(mq_notify(queue, 0));
  check("removal_is_told", recv(sockets, got, sizeof got, MSG_DONTWAIT), 32);
  check("removed", got[31], 2);
  event.sigev_signo = 1;
  check("no_socket", raw(&event), "ENOTSOCK");
  event.sigev_signo = 99;
  check("no_descriptor", raw(&event), "EBADF");
  event.sigev_value.sival_ptr = (void *)8;
  check("bad_cookie", raw(&event), "EFAULT");
  return verdict();
}
