/* Contract:  Receivers of an empty queue and senders to a full one stand in line; a time limit is a point of
 *            CLOCK_REALTIME (ETIMEDOUT); a handler interrupts, and SA_RESTART restarts.
 * Source:    mq_send(3); mq_receive(3); signal(7); ipc/mqueue.c
 * Covers:    mq_timedsend mq_timedreceive
 */
#include "contract.h"

#include <mqueue.h>

static int queue;

static pid_t receiver(void) {
  pid_t child = (pid_t)must(fork());
  if (!child) {
    char bytes[8];
    unsigned priority;
    long length = mq_receive(queue, bytes, sizeof bytes, &priority);
    _exit(length < 0 ? 100 + errno : (int)(priority * 10 + (unsigned)length));
  }
  await_sleep(child);
  return child;
}

static pid_t sender(const char *text, unsigned priority) {
  pid_t child = (pid_t)must(fork());
  if (!child) _exit(mq_send(queue, text, strlen(text), priority) ? 100 + errno : 0);
  await_sleep(child);
  return child;
}

static const char *receive(void) {
  static char bytes[9];
  memset(bytes, 0, sizeof bytes);
  return mq_receive(queue, bytes, 8, 0) < 0 ? error_name(errno) : bytes;
}

static void handler(int signal) { (void)signal; }

static struct timespec after(long long nanoseconds) {
  struct timespec at;
  must(clock_gettime(CLOCK_REALTIME, &at));
  long long sum = at.tv_nsec + nanoseconds;
  at.tv_sec += sum / 1000000000;
  at.tv_nsec = sum % 1000000000;
  return at;
}

int main(void) {
  struct mq_attr size = {.mq_maxmsg = 2, .mq_msgsize = 8};
  queue = (int)must(mq_open("/q", O_CREAT | O_RDWR, 0600, &size));
  pid_t first = receiver(), second = receiver();
  must(mq_send(queue, "abc", 3, 1));
  check("first_in_line", reap(first), "exited 13");
  must(mq_send(queue, "abcd", 4, 2));
  check("second", reap(second), "exited 24");

  must(mq_send(queue, "one", 3, 5));
  must(mq_send(queue, "two", 3, 5));
  pid_t low = sender("three", 1), high = sender("four", 9);
  check("room_for_the_first_in_line", receive(), "one");
  check("low", reap(low), "exited 0");
  check("still_full", call(poll(&(struct pollfd){queue, POLLOUT, 0}, 1, 0)), "0");
  check("next", receive(), "two");
  check("high", reap(high), "exited 0");
  check("by_priority", receive(), "four");
  check("then", receive(), "three");

  char bytes[8];
  struct timespec past = {1, 0}, bad = {after(0).tv_sec, 1000000000}, negative = {-1, 0}, soon = after(20000000);
  check("time_limit", call(mq_timedreceive(queue, bytes, 8, 0, &soon)), "ETIMEDOUT");
  check("long_past", call(mq_timedreceive(queue, bytes, 8, 0, &past)), "ETIMEDOUT");
  check("no_time", call(mq_timedreceive(queue, bytes, 8, 0, &bad)), "EINVAL");
  check("negative_time", call(mq_timedreceive(queue, bytes, 8, 0, &negative)), "EINVAL");
  must(mq_send(queue, "x", 1, 0));
  check("past_but_there", call(mq_timedreceive(queue, bytes, 8, 0, &past)), "1");
  must(mq_send(queue, "x", 1, 0));
  check("no_time_although_there", call(mq_timedreceive(queue, bytes, 8, 0, &bad)), "EINVAL");
  must(mq_send(queue, "y", 1, 0));
  check("send_time_limit", call(mq_timedsend(queue, "z", 1, 0, &past)), "ETIMEDOUT");
  receive();
  receive();

  struct sigaction action = {.sa_handler = handler};
  must(sigaction(SIGALRM, &action, 0));
  alarm(1);
  check("interrupted", receive(), "EINTR");
  pid_t parent = getpid(), child = (pid_t)must(fork());
  if (!child) {
    await_sleep(parent);
    must(kill(parent, SIGALRM));
    await_sleep(parent);
    must(mq_send(queue, "late", 4, 0));
    _exit(0);
  }
  action.sa_flags = SA_RESTART;
  must(sigaction(SIGALRM, &action, 0));
  check("restarted", receive(), "late");
  reap(child);
  return verdict();
}
