/* Contract:  A UNIX listener holds one connection more than its backlog; a further connect is EAGAIN, or sleeps until one is
 *            accepted; a larger backlog lets it in; its end refuses.
 * Source:    listen(2), connect(2), EAGAIN; unix_stream_connect
 * Covers:    listen connect accept4
 */
#include "contract.h"

#include <pthread.h>
#include <stdatomic.h>
#include <sys/socket.h>
#include <sys/un.h>

static struct sockaddr_un name = {.sun_family = AF_UNIX, .sun_path = "\0unix_backlog"};
static const socklen_t size = sizeof(sa_family_t) + 13;
static atomic_int thread_id, result;

static int begin(int flags) {
  int fd = (int)must(socket(AF_UNIX, SOCK_STREAM | flags, 0));
  return connect(fd, (struct sockaddr *)&name, size) == -1 ? -1 : fd;
}

static void *connects(void *unused) {
  (void)unused;
  atomic_store(&thread_id, gettid());
  atomic_store(&result, begin(0) == -1 ? errno : 0);
  return NULL;
}

static void start(pthread_t *thread) {
  atomic_store(&thread_id, 0);
  atomic_store(&result, -1);
  must(pthread_create(thread, NULL, connects, NULL) ? -1 : 0);
  while (atomic_load(&thread_id) == 0) sched_yield();
  await_sleep(atomic_load(&thread_id));
}

static const char *finish(pthread_t thread) {
  must(pthread_join(thread, NULL) ? -1 : 0);
  return atomic_load(&result) ? error_name(atomic_load(&result)) : "0";
}

int main(void) {
  pthread_t thread;
  int server = (int)must(socket(AF_UNIX, SOCK_STREAM, 0));
  must(bind(server, (struct sockaddr *)&name, size));
  must(listen(server, 1));
  check("first", made(begin(SOCK_NONBLOCK)), "ok");
  check("second", made(begin(SOCK_NONBLOCK)), "ok");
  check("third", made(begin(SOCK_NONBLOCK)), "EAGAIN");
  start(&thread);
  check("sleeps", atomic_load(&result), -1);
  must(accept(server, NULL, NULL));
  check("accept_lets_in", finish(thread), "0");
  start(&thread);
  must(listen(server, 3));
  check("backlog_lets_in", finish(thread), "0");
  check("room_for_one", made(begin(SOCK_NONBLOCK)), "ok");
  start(&thread);
  must(close(server));
  check("end_refuses", finish(thread), "ECONNREFUSED");
  check("afterwards", made(begin(SOCK_NONBLOCK)), "ECONNREFUSED");
  return verdict();
}
