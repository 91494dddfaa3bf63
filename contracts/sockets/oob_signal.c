/* Contract:  Urgent data sends SIGURG to the owner of a socket without O_ASYNC: by F_SETOWN, FIOSETOWN or SIOCSPGRP; epoll
 *            and select see it as exceptional.
 * Source:    socket(7), "Signals"; tcp(7); sk_send_sigurg
 * Covers:    fcntl ioctl sendto select epoll_wait
 */
#include "contract.h"

#include <netinet/in.h>
#include <sys/ioctl.h>
#include <sys/select.h>
#include <sys/socket.h>

static volatile sig_atomic_t seen;

static void on_signal(int signal) {
  (void)signal;
  seen++;
}

static int s[2];

static void connected(void) {
  struct sockaddr_in name = {.sin_family = AF_INET};
  socklen_t size = sizeof name;
  int server = (int)must(socket(AF_INET, SOCK_STREAM, 0));
  must(listen(server, 1));
  must(getsockname(server, (struct sockaddr *)&name, &size));
  name.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  s[0] = (int)must(socket(AF_INET, SOCK_STREAM, 0));
  must(connect(s[0], (struct sockaddr *)&name, size));
  s[1] = (int)must(accept(server, NULL, NULL));
  must(close(server));
}

static int told(void) {
  sigset_t none;
  sigemptyset(&none);
  seen = 0;
  must(send(s[0], "u", 1, MSG_OOB));
  poll_one(s[1], POLLPRI, BOUND);
  struct timespec now = {0, 0};
  ppoll(NULL, 0, &now, &none);
  return seen;
}

int main(void) {
  sigset_t urgent;
  sigemptyset(&urgent);
  sigaddset(&urgent, SIGURG);
  must(sigprocmask(SIG_BLOCK, &urgent, NULL));
  must(sigaction(SIGURG, &(struct sigaction){.sa_handler = on_signal}, NULL));
  connected();
  int own = getpid(), owner = -1;
  check("without_owner", told(), 0);
  must(fcntl(s[1], F_SETOWN, own));
  check("with_owner", told(), 1);
  check("exceptional_once_more", told(), 1);
  connected();
  check("siocspgrp", call(ioctl(s[1], SIOCSPGRP, &own)), "0");
  must(ioctl(s[1], SIOCGPGRP, &owner));
  check("siocgpgrp", owner == own, 1);
  check("fiogetown", (must(ioctl(s[1], FIOGETOWN, &owner)), owner == own), 1);
  check("told_by_ioctl", told(), 1);
  fd_set exceptional;
  FD_ZERO(&exceptional);
  FD_SET(s[1], &exceptional);
  check("select", call(select(s[1] + 1, NULL, NULL, &exceptional, NULL)), "1");
  struct epoll_event event;
  int epoll = (int)must(epoll_create1(0));
  must(epoll_ctl(epoll, EPOLL_CTL_ADD, s[1], &(struct epoll_event){.events = EPOLLPRI}));
  check("epoll", call(epoll_wait(epoll, &event, 1, BOUND)), "1");
  check("epoll_events", epoll_events(event.events), "EPOLLPRI");
  char byte;
  check("read", (must(recv(s[1], &byte, 1, MSG_OOB)), call(epoll_wait(epoll, &event, 1, 0))), "0");
  int group = -getpgrp();
  check("group", call(ioctl(s[1], FIOSETOWN, &group)), "0");
  check("is_group", fcntl(s[1], F_GETOWN) == group, 1);
  int nobody = 999999;
  check("nobody", call(ioctl(s[1], SIOCSPGRP, &nobody)), "ESRCH");
  return verdict();
}
