/* Contract:  SCM_RIGHTS hands over open files: the receiver's descriptor is a new number for the same open file.
 * Source:    unix(7), SCM_RIGHTS; cmsg(3)
 * Covers:    sendmsg recvmsg socketpair
 */
#include "contract.h"

#include <sys/socket.h>
#include <sys/uio.h>

union control {
  struct cmsghdr align;
  char room[CMSG_SPACE(2 * sizeof(int))];
};

static long send_two(int socket, int first, int second) {
  union control control = {0};
  struct iovec vec = {"d", 1};
  struct msghdr message = {.msg_iov = &vec, .msg_iovlen = 1, .msg_control = &control, .msg_controllen = sizeof control};
  struct cmsghdr *header = CMSG_FIRSTHDR(&message);
  header->cmsg_level = SOL_SOCKET;
  header->cmsg_type = SCM_RIGHTS;
  header->cmsg_len = CMSG_LEN(2 * sizeof(int));
  memcpy(CMSG_DATA(header), (int[]){first, second}, 2 * sizeof(int));
  return sendmsg(socket, &message, 0);
}

/* Fills the two numbers, -1 where none came, and answers the flags of the message. */
static int receive(int socket, int fds[2], size_t room, int flags) {
  union control control = {0};
  char byte;
  struct iovec vec = {&byte, 1};
  struct msghdr message = {.msg_iov = &vec, .msg_iovlen = 1, .msg_control = &control, .msg_controllen = room};
  must(recvmsg(socket, &message, flags));
  fds[0] = fds[1] = -1;
  struct cmsghdr *header = CMSG_FIRSTHDR(&message);
  if (header) memcpy(fds, CMSG_DATA(header), header->cmsg_len - CMSG_LEN(0));
  return message.msg_flags & ~MSG_CMSG_CLOEXEC;
}

int main(void) {
  int s[2], p[2], fds[2];
  char buffer[8];
  scratch();
  must(socketpair(AF_UNIX, SOCK_STREAM, 0, s));
  must(pipe(p));
  int file = (int)must(open("file", O_RDWR | O_CREAT, 0600));
  must(write(file, "abcdef", 6));
  must(lseek(file, 2, SEEK_SET));

  check("send", call(send_two(s[0], file, p[1])), "1");
  check("close_ours", call(close(p[1])), "0");
  check("flags", FLAGS(receive(s[1], fds, sizeof(union control), MSG_CMSG_CLOEXEC), NAME(MSG_CTRUNC)), "0");
  check("new_number", fds[0] >= 0 && fds[0] != file, 1);
  check("cloexec", descriptor_flags(fcntl(fds[0], F_GETFD)), "FD_CLOEXEC");
  check("shared_offset", text(buffer, read(fds[0], buffer, 2)), "cd");
  check("moved_here_too", call(lseek(file, 0, SEEK_CUR)), "4");
  check("pipe_through_received", call(write(fds[1], "x", 1)), "1");
  check("pipe_data", text(buffer, read(p[0], buffer, 8)), "x");
  must(close(fds[1]));
  check("last_writer_closed", call(read(p[0], buffer, 8)), "0");

  must(pipe(p));
  must(send_two(s[0], p[1], p[1]));
  must(close(p[1]));
  check("in_flight_keeps_it_open", poll_one(p[0], POLLIN, SOON), "timeout");
  check("room_for_one", FLAGS(receive(s[1], fds, CMSG_LEN(sizeof(int)), 0), NAME(MSG_CTRUNC)), "MSG_CTRUNC");
  check("first_came", descriptor_flags(fcntl(fds[0], F_GETFD)), "0");
  check("second_did_not", fds[1], -1);
  must(close(fds[0]));
  check("cut_one_was_closed", poll_one(p[0], POLLIN, SOON), "POLLHUP");
  check("bad_descriptor", call(send_two(s[0], 99, file)), "EBADF");

  must(pipe(p));
  must(send_two(s[0], p[1], p[1]));
  must(close(p[1]));
  must(close(s[1]));
  check("dropped_with_the_socket", poll_one(p[0], POLLIN, SOON), "POLLHUP");
  return verdict();
}
