/* Contract:  Several processes accept on one listening socket: every connection is served once, none is lost, and all end
 *            when the listener says so.
 * Source:    accept(2); fork(2), inherited descriptors
 * Covers:    accept connect fork read write
 */
#include "contract.h"

#include <netinet/in.h>
#include <sys/socket.h>

enum { WORKERS = 3, CLIENTS = 12 };

/* Answers each connection with the byte it sent, plus one; 'q' ends the worker. */
static void serve(int server) {
  for (;;) {
    char byte;
    int client = accept(server, NULL, NULL);
    if (client < 0) _exit(1);
    if (read(client, &byte, 1) != 1) _exit(2);
    byte++;
    if (write(client, &byte, 1) != 1) _exit(3);
    close(client);
    if (byte == 'q' + 1) _exit(0);
  }
}

static char ask(const struct sockaddr_in *address, char byte) {
  int fd = (int)must(socket(AF_INET, SOCK_STREAM, 0));
  must(connect(fd, (const struct sockaddr *)address, sizeof *address));
  must(write(fd, &byte, 1));
  must(read(fd, &byte, 1));
  must(close(fd));
  return byte;
}

int main(void) {
  struct sockaddr_in address = {.sin_family = AF_INET, .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
  socklen_t size = sizeof address;
  pid_t workers[WORKERS];
  int server = (int)must(socket(AF_INET, SOCK_STREAM, 0)), answers = 0;
  must(bind(server, (struct sockaddr *)&address, sizeof address));
  must(listen(server, CLIENTS));
  must(getsockname(server, (struct sockaddr *)&address, &size));
  for (int i = 0; i < WORKERS; i++) {
    workers[i] = (pid_t)must(fork());
    if (workers[i] == 0) serve(server);
  }
  must(close(server));
  for (int i = 0; i < CLIENTS; i++) answers += ask(&address, (char)('a' + i)) == 'a' + i + 1;
  check("answers", answers, CLIENTS);
  for (int i = 0; i < WORKERS; i++) check(join("stop_", number(i, 10)), ask(&address, 'q'), 'q' + 1);
  for (int i = 0; i < WORKERS; i++) check(join("worker_", number(i, 10)), reap(workers[i]), "exited 0");
  int late = (int)must(socket(AF_INET, SOCK_STREAM, 0));
  check("nobody_listens", call(connect(late, (struct sockaddr *)&address, sizeof address)), "ECONNREFUSED");
  return verdict();
}
