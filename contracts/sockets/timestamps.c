/* Contract:  SO_TIMESTAMP, SO_TIMESTAMPNS and their new forms put the time of arrival beside a datagram; SIOCGSTAMP tells
 *            that of the last one.
 * Source:    socket(7), SO_TIMESTAMP; __sock_recv_timestamp; sock_gettstamp
 * Covers:    setsockopt recvmsg ioctl
 */
#include "contract.h"

#include <netinet/in.h>
#include <sys/ioctl.h>
#include <sys/socket.h>

static int receiver, sender;

static const char *option_name(int type) {
  switch (type) {
    case 29: return "SO_TIMESTAMP";
    case 35: return "SO_TIMESTAMPNS";
    case 63: return "SO_TIMESTAMP_NEW";
    case 64: return "SO_TIMESTAMPNS_NEW";
    default: return number(type, 10);
  }
}

static void receive(const char *key, int flags) {
  char data[8], control[64];
  struct iovec part = {data, sizeof data};
  struct msghdr message = {.msg_iov = &part, .msg_iovlen = 1, .msg_control = control, .msg_controllen = sizeof control};
  long long before = clock_ns(CLOCK_REALTIME);
  must(write(sender, "x", 1));
  must(recvmsg(receiver, &message, flags));
  long long after = clock_ns(CLOCK_REALTIME);
  struct cmsghdr *head = message.msg_controllen ? CMSG_FIRSTHDR(&message) : NULL;
  check(join(key, "_messages"), head != NULL, 1);
  if (head == NULL) return;
  long long time[2];
  memcpy(time, CMSG_DATA(head), sizeof time);
  int nano = head->cmsg_type == 35 || head->cmsg_type == 64;
  long long seen = time[0] * 1000000000 + (nano ? time[1] : time[1] * 1000);
  observe(join(key, "_level"), head->cmsg_level == SOL_SOCKET);
  observe(join(key, "_type"), option_name(head->cmsg_type));
  observe(join(key, "_length"), (int)head->cmsg_len);
  check(join(key, "_in_time"), seen >= before - 1000 && seen <= after, 1);
}

static const char *set(int option, int value) {
  return call(syscall(SYS_setsockopt, receiver, SOL_SOCKET, option, &value, 4));
}

int main(void) {
  struct sockaddr_in name = {.sin_family = AF_INET, .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
  socklen_t size = sizeof name;
  long long time[2];
  receiver = (int)must(socket(AF_INET, SOCK_DGRAM, 0));
  sender = (int)must(socket(AF_INET, SOCK_DGRAM, 0));
  must(bind(receiver, (struct sockaddr *)&name, sizeof name));
  must(getsockname(receiver, (struct sockaddr *)&name, &size));
  must(connect(sender, (struct sockaddr *)&name, size));
  check("no_stamp", call(ioctl(receiver, 0x8906, time)), "ENOENT");
  check("set", set(29, 1), "0");
  receive("micro", 0);
  check("set_nano", set(35, 1), "0");
  receive("nano", 0);
  check("set_new", set(63, 1), "0");
  receive("new", 0);
  check("set_nano_new", set(64, 1), "0");
  receive("nano_new", 0);
  check("off", set(64, 0), "0");
  must(write(sender, "x", 1));
  char data[8], control[64];
  struct iovec part = {data, sizeof data};
  struct msghdr message = {.msg_iov = &part, .msg_iovlen = 1, .msg_control = control, .msg_controllen = sizeof control};
  must(recvmsg(receiver, &message, 0));
  check("stamp", call(ioctl(receiver, 0x8906, time)), "0");
  check("none", (int)message.msg_controllen, 0);
  return verdict();
}
