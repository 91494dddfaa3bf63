/* Contract:  Control files poll as ready like regular files; cgroup.events adds POLLPRI and POLLERR until it is
 *            read, and from a change until it is read again; epoll may watch it.
 * Source:    Documentation/admin-guide/cgroup-v2.rst, "[Un]populated Notification"; kernfs_generic_poll()
 * Behaviour: B50
 * Covers:    poll epoll_ctl epoll_wait
 * Requires:  cgroups
 */
#include "cgroups.h"

int main(void) {
  char bytes[64];
  struct epoll_event event = {.events = EPOLLPRI | EPOLLET};
  enter_hierarchy();
  must(mkdir("a", 0755));
  int procs = (int)must(open("cgroup.procs", O_RDWR)), empty = (int)must(open("a/cgroup.procs", O_RDWR));
  int events = (int)must(open("a/cgroup.events", O_RDONLY));
  must(read(empty, bytes, sizeof bytes));
  check("procs_unread", poll_one(procs, POLLIN | POLLOUT | POLLPRI, SOON), "POLLIN|POLLPRI|POLLOUT|POLLERR");
  must(pread(procs, bytes, sizeof bytes, 0));
  check("procs", poll_one(procs, POLLIN | POLLOUT | POLLPRI, SOON), "POLLIN|POLLOUT");
  check("before_read", poll_one(events, POLLIN | POLLPRI, SOON), "POLLIN|POLLPRI|POLLERR");
  must(read(events, bytes, sizeof bytes));
  check("after_read", poll_one(events, POLLIN | POLLPRI, SOON), "POLLIN");
  check("quiet", poll_one(events, POLLPRI, SOON), "timeout");
  int epoll = (int)must(epoll_create1(0));
  check("watched", call(epoll_ctl(epoll, EPOLL_CTL_ADD, events, &event)), "0");
  check("no_event", call(epoll_wait(epoll, &event, 1, SOON)), "0");
  pid_t child = sleeper("a");
  check("populated", poll_one(events, POLLPRI, BOUND), "POLLPRI|POLLERR");
  check("epoll_event", call(epoll_wait(epoll, &event, 1, BOUND)), "1");
  check("epoll_bits", epoll_events(event.events), "EPOLLPRI|EPOLLERR");
  must(lseek(events, 0, SEEK_SET));
  check("content", text(bytes, read(events, bytes, 11)), "populated 1");
  check("read", poll_one(events, POLLPRI, SOON), "timeout");
  end(child);
  check("emptied", poll_one(events, POLLPRI, BOUND), "POLLPRI|POLLERR");
  must(lseek(events, 0, SEEK_SET));
  check("content_after", text(bytes, read(events, bytes, 11)), "populated 0");
  check("removed", call(rmdir("a")), "0");
  check("gone_poll", poll_one(events, POLLIN | POLLPRI, SOON), "POLLIN|POLLPRI|POLLERR");
  check("gone_read", call(pread(events, bytes, 1, 0)), "ENODEV");
  check("gone_write", call(write(empty, "0", 1)), "ENODEV");
  return verdict();
}
