/* Sockets: UNIX and the loopback. */
#include "bench.h"
#include <arpa/inet.h>
#include <netinet/tcp.h>
#include <sys/socket.h>
#include <sys/wait.h>

static char block[65536];

static void make_close(long count) {
  while (count-- > 0) close(socket(AF_UNIX, SOCK_STREAM, 0));
}

static void receive_all(int fd, size_t size) {
  for (size_t have = 0; have < size;) {
    ssize_t n = read(fd, block, size - have);
    must(n > 0);
    have += n;
  }
}

/* The child sends back 64 bytes for 64 bytes. */
static void echo(int mine, int its, long count) {
  if (fork() == 0) {
    close(mine);
    while (read(its, block, 64) == 64) must(write(its, block, 64) == 64);
    _exit(0);
  }
  close(its);
  while (count-- > 0) {
    must(write(mine, block, 64) == 64);
    receive_all(mine, 64);
  }
  close(mine);
  wait(0);
}

static void stream(int mine, int its, long count) {
  if (fork() == 0) {
    close(mine);
    while (read(its, block, sizeof block) > 0);
    _exit(0);
  }
  close(its);
  while (count-- > 0) must(write(mine, block, sizeof block) == sizeof block);
  close(mine);
  wait(0);
}

static int listener(struct sockaddr_in *address) {
  socklen_t length = sizeof *address;
  int fd = socket(AF_INET, SOCK_STREAM, 0);
  *address = (struct sockaddr_in){.sin_family = AF_INET, .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
  must(!bind(fd, (struct sockaddr *)address, sizeof *address) && !listen(fd, 16));
  must(!getsockname(fd, (struct sockaddr *)address, &length));
  return fd;
}

static void tcp_pair(int *ends) {
  struct sockaddr_in address;
  int waiting = listener(&address), one = 1;
  ends[0] = socket(AF_INET, SOCK_STREAM, 0);
  must(!connect(ends[0], (struct sockaddr *)&address, sizeof address));
  ends[1] = accept(waiting, 0, 0);
  for (int i = 0; i < 2; i++) setsockopt(ends[i], IPPROTO_TCP, TCP_NODELAY, &one, sizeof one);
  close(waiting);
}

static void unix_echo(long count) {
  int s[2];
  must(!socketpair(AF_UNIX, SOCK_STREAM, 0, s));
  echo(s[0], s[1], count);
}

static void unix_stream(long count) {
  int s[2];
  must(!socketpair(AF_UNIX, SOCK_STREAM, 0, s));
  stream(s[0], s[1], count);
}

static void unix_datagram(long count) {
  int s[2];
  must(!socketpair(AF_UNIX, SOCK_DGRAM, 0, s));
  while (count-- > 0) must(send(s[0], block, 64, 0) == 64 && recv(s[1], block, 64, 0) == 64);
}

static void tcp_echo(long count) {
  int s[2];
  tcp_pair(s);
  echo(s[0], s[1], count);
}

static void tcp_stream(long count) {
  int s[2];
  tcp_pair(s);
  stream(s[0], s[1], count);
}

static void udp(long count) {
  struct sockaddr_in address = {.sin_family = AF_INET, .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
  socklen_t length = sizeof address;
  int to = socket(AF_INET, SOCK_DGRAM, 0), from = socket(AF_INET, SOCK_DGRAM, 0);
  must(!bind(to, (struct sockaddr *)&address, sizeof address));
  must(!getsockname(to, (struct sockaddr *)&address, &length));
  must(!connect(from, (struct sockaddr *)&address, sizeof address));
  while (count-- > 0) must(send(from, block, 64, 0) == 64 && recv(to, block, 64, 0) == 64);
}

/* The side that closes first resets, so that no TIME_WAIT eats the ports. */
static void accepts(long count) {
  struct sockaddr_in address;
  struct linger hard = {1, 0};
  int waiting = listener(&address);
  while (count-- > 0) {
    int fd = socket(AF_INET, SOCK_STREAM, 0);
    must(!connect(fd, (struct sockaddr *)&address, sizeof address));
    int other = accept(waiting, 0, 0);
    setsockopt(fd, SOL_SOCKET, SO_LINGER, &hard, sizeof hard);
    close(fd);
    close(other);
  }
}

BENCHES({"socket, close", 10000, make_close}, {"UNIX echo of 64 bytes", 3000, unix_echo},
        {"UNIX stream of 64 KiB blocks", 1000, unix_stream}, {"UNIX datagram, one process", 20000, unix_datagram},
        {"TCP echo of 64 bytes", 2000, tcp_echo}, {"TCP stream of 64 KiB blocks", 300, tcp_stream},
        {"UDP datagram, one process", 10000, udp}, {"TCP connect, accept, close", 500, accepts})
