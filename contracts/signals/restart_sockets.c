/* Contract:  accept, connect, recvmsg, recvmmsg and sendmsg on sockets without a timeout are restarted after a handler with
 *            SA_RESTART and EINTR without; with SO_RCVTIMEO or SO_SNDTIMEO they are EINTR either way.
 * Source:    signal(7), "Interruption of system calls and library functions by signal handlers"
 * Behaviour: B57
 * Covers:    accept4 connect recvmsg recvmmsg sendmsg setsockopt
 */
#include "contract.h"

#include <sys/socket.h>
#include <sys/time.h>
#include <sys/uio.h>
#include <sys/un.h>

static const struct sockaddr_un name = {AF_UNIX, "\0restart"}, busy = {AF_UNIX, "\0busy"};
static int listener, full_listener, connector, pair[2], full[2];
static volatile sig_atomic_t ticks, row;
static char bytes[65536];
static struct iovec one = {bytes, 1};

static int stream(int flags) { return socket(AF_UNIX, SOCK_STREAM | flags, 0); }
static long accepts(void) { return accept4(listener, 0, 0, 0); }
static long connects_to_it(void) { return connect(stream(SOCK_NONBLOCK), (const void *)&name, sizeof name); }
static long connects(void) { return connect(connector, (const void *)&busy, sizeof busy); }
static long accepts_one(void) { return accept4(full_listener, 0, 0, SOCK_NONBLOCK); }
static long receives(void) { return recvmsg(pair[0], &(struct msghdr){.msg_iov = &one, .msg_iovlen = 1}, 0); }
static long receives_many(void) {
  struct mmsghdr two[2] = {{.msg_hdr = {.msg_iov = &one, .msg_iovlen = 1}}, {.msg_hdr = {.msg_iov = &one, .msg_iovlen = 1}}};
  return recvmmsg(pair[0], two, 2, MSG_WAITFORONE, 0);
}
static long sends_to_it(void) { return send(pair[1], "x", 1, 0); }
static long sends(void) { return sendmsg(full[0], &(struct msghdr){.msg_iov = &one, .msg_iovlen = 1}, 0); }
static long drains(void) {
  while (recv(full[1], bytes, sizeof bytes, MSG_DONTWAIT) > 0) {}
  return 0;
}

static const struct {
  const char *key;
  long (*call)(void), (*release)(void);
  int *socket, timeout;
} rows[] = {{"accept4", accepts, connects_to_it, &listener, SO_RCVTIMEO},
            {"connect", connects, accepts_one, &connector, SO_SNDTIMEO},
            {"recvmsg", receives, sends_to_it, &pair[0], SO_RCVTIMEO},
            {"recvmmsg", receives_many, sends_to_it, &pair[0], SO_RCVTIMEO},
            {"sendmsg", sends, drains, &full[0], SO_SNDTIMEO}};

static void tick(int signal) {
  int saved = errno;
  (void)signal;
  if (++ticks == 3) rows[row].release();
  errno = saved;
}

static void start(int flags, int releases) {
  must(sigaction(SIGALRM, &(struct sigaction){.sa_handler = tick, .sa_flags = flags}, 0));
  ticks = releases ? 0 : 10;
  must(setitimer(ITIMER_REAL, &(struct itimerval){{0, 4000}, {0, 4000}}, 0));
}

static void limit(long seconds) {
  must(setsockopt(*rows[row].socket, SOL_SOCKET, rows[row].timeout, &(struct timeval){seconds, 0}, sizeof(struct timeval)));
}

int main(void) {
  listener = (int)must(stream(0));
  must(bind(listener, (const void *)&name, sizeof name));
  must(listen(listener, 8));
  full_listener = (int)must(stream(0));
  must(bind(full_listener, (const void *)&busy, sizeof busy));
  must(listen(full_listener, 0));
  while (connect(stream(SOCK_NONBLOCK), (const void *)&busy, sizeof busy) == 0) {}
  connector = (int)must(stream(0));
  must(socketpair(AF_UNIX, SOCK_STREAM, 0, pair));
  must(socketpair(AF_UNIX, SOCK_STREAM, 0, full));
  for (row = 0; row < (int)(sizeof rows / sizeof *rows); row++) {
    while (send(full[0], bytes, 4096, MSG_DONTWAIT) > 0) {}
    start(0, 0);
    check(rows[row].key, call(rows[row].call()), "EINTR");
    start(SA_RESTART, 0);
    limit(60);
    check(join(rows[row].key, "_with_timeout"), call(rows[row].call()), "EINTR");
    limit(0);
    start(SA_RESTART, 1);
    long result = rows[row].call();
    check(join(rows[row].key, "_restarted"), result >= 0 ? "went on" : call(result), "went on");
    must(setitimer(ITIMER_REAL, &(struct itimerval){0}, 0));
    check(join(rows[row].key, "_after_ticks"), ticks >= 3, 1);
  }
  return verdict();
}
