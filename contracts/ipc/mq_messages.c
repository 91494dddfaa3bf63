/* Contract:  Messages come by priority, the oldest of the highest first; sizes, priorities and access are checked;
 *            O_NONBLOCK belongs to the open file; the queue's file tells the bytes in it.
 * Source:    mq_send(3); mq_receive(3); mq_getattr(3); mq_overview(7)
 * Covers:    mq_timedsend mq_timedreceive mq_getsetattr read poll
 */
#include "contract.h"

#include <mqueue.h>

static int queue;

static const char *receive(size_t room) {
  static char bytes[64];
  unsigned priority = 77;
  memset(bytes, 0, sizeof bytes);
  long length = mq_receive(queue, bytes, room, &priority);
  if (length < 0) return error_name(errno);
  return join(number(priority, 10), join(" ", bytes));
}

static const char *send(const char *text, unsigned priority) {
  return call(mq_send(queue, text, strlen(text), priority));
}

int main(void) {
  struct mq_attr size = {.mq_maxmsg = 4, .mq_msgsize = 10}, is;
  queue = (int)must(mq_open("/q", O_CREAT | O_RDWR | O_NONBLOCK, 0600, &size));
  check("empty", receive(10), "EAGAIN");
  check("empty_poll", poll_one(queue, POLLIN | POLLOUT, 0), "POLLOUT");
  check("first", send("low", 1), "0");
  check("both_poll", poll_one(queue, POLLIN | POLLOUT, 0), "POLLIN|POLLOUT");
  send("high", 32767);
  send("high again", 32767);
  check("nothing_is_a_message", send("", 0), "0");
  check("full", send("x", 0), "EAGAIN");
  check("full_poll", poll_one(queue, POLLIN | POLLOUT, 0), "POLLIN");
  must(mq_getattr(queue, &is));
  check("count", is.mq_curmsgs, 4);
  check("highest", receive(10), "32767 high");
  check("oldest_of_them", receive(10), "32767 high again");
  check("low", receive(10), "1 low");
  check("nothing", receive(10), "0 ");
  check("priority_beyond", send("x", 32768), "EINVAL");
  check("too_long", send("eleven byte", 0), "EMSGSIZE");
  check("priority_before_length", send("eleven byte", 32768), "EINVAL");
  send("ten bytes!", 0);
  check("too_little_room", receive(9), "EMSGSIZE");
  check("room", receive(11), "0 ten bytes!");
  check("bad_address", call(mq_send(queue, (char *)8, 5, 0)), "EFAULT");
  send("lost", 0);
  check("bad_buffer", call(syscall(SYS_mq_timedreceive, queue, 8, 10, 0, 0)), "EFAULT");
  check("and_it_is_gone", receive(10), "EAGAIN");

  int writer = (int)must(mq_open("/q", O_WRONLY)), reader = (int)must(mq_open("/q", O_RDONLY));
  char bytes[100] = "";
  check("read_from_the_writer", call(mq_receive(writer, bytes, 10, 0)), "EBADF");
  check("write_to_the_reader", call(mq_send(reader, "x", 1, 0)), "EBADF");
  check("no_queue", call(mq_send(1, "x", 1, 0)), "EBADF");
  check("closed", call(mq_send(99, "x", 1, 0)), "EBADF");
  must(mq_send(writer, "12345", 5, 0));
  must(mq_send(writer, "123", 3, 0));
  long told = must(read(reader, bytes, sizeof bytes));
  check("file", text(bytes, told), text("QSIZE:8          NOTIFY:0     SIGNO:0     NOTIFY_PID:0     \n", told));
  check("end_of_file", read(reader, bytes, sizeof bytes), 0);
  check("not_to_be_written", call(write(writer, "x", 1)), "EINVAL");

  struct mq_attr nonblocking = {.mq_flags = O_NONBLOCK}, blocking = {.mq_flags = 0}, bad = {.mq_flags = O_APPEND};
  must(mq_getattr(writer, &is));
  check("own_flags", is.mq_flags, 0);
  check("set", call(mq_setattr(writer, &nonblocking, &is)), "0");
  check("old", is.mq_flags, 0);
  check("seen_by_fcntl", open_flags(fcntl(writer, F_GETFL)), open_flags(O_WRONLY | O_NONBLOCK));
  check("clear", call(mq_setattr(writer, &blocking, &is)), "0");
  check("was_set", is.mq_flags, O_NONBLOCK);
  check("other_flags", call(mq_setattr(writer, &bad, 0)), "EINVAL");
  check("attributes_of_no_queue", call(mq_getattr(1, &is)), "EBADF");
  return verdict();
}
