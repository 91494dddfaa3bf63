/* Contract:  A datagram socket with too many unread messages makes its senders wait: EAGAIN, not writable, until it reads.
 * Source:    unix(7), /proc/sys/net/unix/max_dgram_qlen; poll(2), POLLOUT
 * Covers:    connect write poll epoll_wait
 */
#include "contract.h"

#include <sys/socket.h>
#include <sys/un.h>

int main(void) {
  char byte;
  struct sockaddr_un name = {.sun_family = AF_UNIX};
  socklen_t size = sizeof name;
  int reader = (int)must(socket(AF_UNIX, SOCK_DGRAM | SOCK_NONBLOCK, 0));
  int writer = (int)must(socket(AF_UNIX, SOCK_DGRAM | SOCK_NONBLOCK, 0));
  must(bind(reader, (struct sockaddr *)&name, sizeof(sa_family_t)));
  must(getsockname(reader, (struct sockaddr *)&name, &size));
  check("autobind_size", size, 8);
  check("autobind_is_abstract", name.sun_path[0], 0);
  must(connect(writer, (struct sockaddr *)&name, size));
  check("writable", poll_one(writer, POLLOUT, SOON), "POLLOUT");
  long sent = 0;
  while (write(writer, "x", 1) == 1) sent++;
  check("full", error_name(errno), "EAGAIN");
  check("some_went", sent > 1 && sent < 1000, 1);
  check("not_writable", poll_one(writer, POLLOUT, SOON), "timeout");

  int epoll = (int)must(epoll_create1(0));
  struct epoll_event event = {.events = EPOLLOUT | EPOLLET};
  must(epoll_ctl(epoll, EPOLL_CTL_ADD, writer, &event));
  check("epoll_not_ready", call(epoll_wait(epoll, &event, 1, 0)), "0");
  must(read(reader, &byte, 1));
  check("epoll_hears", call(epoll_wait(epoll, &event, 1, 0)), "1");
  check("room_for_one", call(write(writer, "y", 1)), "1");
  check("full_again", call(write(writer, "y", 1)), "EAGAIN");

  pid_t child = (pid_t)must(fork());
  if (child == 0) {
    fcntl(writer, F_SETFL, 0);
    _exit(write(writer, "z", 1) == 1 ? 0 : 1);
  }
  await_sleep(child);
  must(read(reader, &byte, 1));
  check("sleeper_goes_on", reap(child), "exited 0");
  must(close(reader));
  check("reader_gone", call(write(writer, "y", 1)), "ECONNREFUSED");
  return verdict();
}
