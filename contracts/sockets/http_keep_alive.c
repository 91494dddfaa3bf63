/* Contract:  HTTP/1.1 between two processes over the loopback: several requests on one connection, some sent before their
 *            turn and in pieces, bodies by length and in chunks, until one side closes.
 * Source:    RFC 9112, 9.3 (persistence), 9.3.2 (pipelining), 7.1 (chunks); tcp(7)
 * Covers:    accept4 connect read writev shutdown fork
 */
#include "contract.h"

#include <netinet/in.h>
#include <netinet/tcp.h>
#include <sys/socket.h>
#include <sys/uio.h>

static char input[4096];
static size_t have;

/* A line from the connection, without its end; NULL at the end of all. */
static char *line(int fd) {
  static char out[512];
  for (;;) {
    char *end = memchr(input, '\n', have);
    if (end) {
      size_t size = (size_t)(end - input) + 1;
      memcpy(out, input, size - 2);
      out[size - 2] = 0;
      memmove(input, input + size, have -= size);
      return out;
    }
    ssize_t got = must(read(fd, input + have, sizeof input - have));
    if (got == 0) return NULL;
    have += (size_t)got;
  }
}

static void body(int fd, char *to, size_t size) {
  while (have < size) have += (size_t)must(read(fd, input + have, sizeof input - have));
  memcpy(to, input, size);
  to[size] = 0;
  memmove(input, input + size, have -= size);
}

static void server(int listener) {
  int fd = (int)must(accept4(listener, NULL, NULL, SOCK_CLOEXEC)), on = 1, last = 0;
  must(setsockopt(fd, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on));
  for (char *request; !last && (request = line(fd)) != NULL;) {
    char target[256], head[256], data[512] = "";
    size_t length = 0;
    strcpy(target, strchr(request, ' ') + 1);
    *strchr(target, ' ') = 0;
    for (char *header; *(header = line(fd));) {
      if (!strncmp(header, "Content-Length: ", 16)) length = (size_t)atoi(header + 16);
      if (!strcmp(header, "Connection: close")) last = 1;
    }
    body(fd, data, length);
    if (!strcmp(target, "/chunks")) {
      const char *chunks = "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n2\r\nde\r\n0\r\n\r\n";
      for (const char *at = chunks; *at; at++) must(write(fd, at, 1));
      continue;
    }
    const char *answer = length ? data : target;
    strcpy(head, "HTTP/1.1 200 OK\r\nContent-Length: ");
    strcat(strcat(head, number((long long)strlen(answer), 10)), "\r\n\r\n");
    struct iovec parts[] = {{head, strlen(head)}, {(char *)(uintptr_t)answer, strlen(answer)}};
    must(writev(fd, parts, 2));
  }
  must(shutdown(fd, SHUT_WR));
  _exit(read(fd, input, 1) != 0);
}

static void answer(int fd, const char *key, const char *expected) {
  char data[512] = "", *header, *status = line(fd);
  check(join(key, "_status"), status ? join("", status) : "none", "HTTP/1.1 200 OK");
  size_t length = 0;
  int chunked = 0;
  while ((header = line(fd)) != NULL && *header) {
    if (!strncmp(header, "Content-Length: ", 16)) length = (size_t)atoi(header + 16);
    if (!strcmp(header, "Transfer-Encoding: chunked")) chunked = 1;
  }
  if (!chunked) body(fd, data, length);
  for (size_t size; chunked && (size = (size_t)strtol(line(fd), NULL, 16)) > 0; line(fd)) body(fd, data + strlen(data), size);
  if (chunked) line(fd);
  check(key, data, expected);
}

int main(void) {
  struct sockaddr_in name = {.sin_family = AF_INET};
  socklen_t size = sizeof name;
  int listener = (int)must(socket(AF_INET, SOCK_STREAM, 0));
  must(listen(listener, 1));
  must(getsockname(listener, (struct sockaddr *)&name, &size));
  name.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  pid_t child = (pid_t)must(fork());
  if (child == 0) server(listener);
  must(close(listener));
  int fd = (int)must(socket(AF_INET, SOCK_STREAM, 0));
  must(connect(fd, (struct sockaddr *)&name, size));
#define SEND(text) must(write(fd, text, sizeof text - 1))
  SEND("GET /first HTTP/1.1\r\nHost: a\r\n\r\n");
  answer(fd, "first", "/first");
  SEND("POST /second HTTP/1.1\r\nHost: a\r\nContent-Le");
  SEND("ngth: 11\r\n\r\nhello ");
  SEND("world");
  answer(fd, "posted_in_pieces", "hello world");
  SEND("GET /a HTTP/1.1\r\nHost: a\r\n\r\nGET /chunks HTTP/1.1\r\nHost: a\r\n\r\nGET /b HTTP/1.1\r\nHost: a\r\n\r\n");
  answer(fd, "pipelined_first", "/a");
  answer(fd, "pipelined_chunks", "abcde");
  answer(fd, "pipelined_last", "/b");
  SEND("GET /bye HTTP/1.1\r\nConnection: close\r\n\r\n");
  answer(fd, "last", "/bye");
  check("server_ends", line(fd) == NULL, 1);
  must(close(fd));
  check("server", reap(child), "exited 0");
  return verdict();
}
