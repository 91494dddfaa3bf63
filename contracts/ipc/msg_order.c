/* Contract:  msgrcv takes the first message, the first of a type, the first of another type, or the lowest type up to a
 *            bound; MSG_NOERROR cuts, without it a long message stays; MSG_COPY reads by position and takes nothing.
 * Source:    msgop(2)
 * Covers:    msgget msgsnd msgrcv
 */
#include "contract.h"

#include <limits.h>
#include <sys/msg.h>

#ifndef MSG_COPY /* not in every libc */
#define MSG_COPY 040000
#endif

static int queue;
static struct message {
  long type;
  char text[64];
} message;

static const char *send(long type, const char *what) {
  message.type = type;
  strcpy(message.text, what);
  return call(msgsnd(queue, &message, strlen(what), IPC_NOWAIT));
}

static const char *receive_at_most(size_t size, long type, int options) {
  memset(&message, '.', sizeof message);
  long length = msgrcv(queue, &message, size, type, IPC_NOWAIT | options);
  if (length < 0) return error_name(errno);
  message.text[length] = 0;
  return join(number(message.type, 10), join(" ", message.text));
}

static const char *receive(long type, int options) { return receive_at_most(60, type, options); }

int main(void) {
  check("no_queue", call(msgget(0x5, 0600)), "ENOENT");
  check("first_id", queue = msgget(0x5, IPC_CREAT | 0600), 0);
  check("exclusive", call(msgget(0x5, IPC_CREAT | IPC_EXCL)), "EEXIST");
  check("empty", receive(0, 0), "ENOMSG");
  send(3, "three");
  send(1, "one");
  send(2, "two");
  send(1, "another one");
  send(5, "five");
  check("first_of_type", receive(1, 0), "1 one");
  check("no_such_type", receive(4, 0), "ENOMSG");
  check("lowest_up_to", receive(-2, 0), "1 another one");
  check("lowest_again", receive(-2, 0), "2 two");
  check("none_so_low", receive(-2, 0), "ENOMSG");
  check("except", receive(3, MSG_EXCEPT), "5 five");
  check("except_none", receive(3, MSG_EXCEPT), "ENOMSG");
  send(LONG_MAX, "highest");
  check("lowest_of_all", receive(LONG_MIN, 0), "3 three");
  check("lowest_bound_is_the_highest_type", receive(LONG_MIN, 0), "9223372036854775807 highest");

  send(7, "a long message");
  check("too_long", receive_at_most(6, 0, 0), "E2BIG");
  check("it_stays_and_is_cut", receive_at_most(6, 0, MSG_NOERROR), "7 a long");
  check("the_rest_is_lost", receive(0, 0), "ENOMSG");
  check("nothing_is_a_message", send(1, ""), "0");
  check("nothing", receive(0, 0), "1 ");

  send(1, "first");
  send(2, "second");
  check("copy", receive(1, MSG_COPY), "2 second");
  check("copy_again", receive(0, MSG_COPY), "1 first");
  check("copy_beyond", receive(2, MSG_COPY), "ENOMSG");
  check("copy_too_short", receive_at_most(3, 0, MSG_COPY), "E2BIG");
  check("copy_except", receive(0, MSG_COPY | MSG_EXCEPT), "EINVAL");
  check("copy_must_not_wait", call(msgrcv(queue, &message, 60, 0, MSG_COPY)), "EINVAL");
  check("still_there", receive(0, 0), "1 first");
  check("still_there_too", receive(0, 0), "2 second");

  check("type_zero", send(0, "x"), "EINVAL");
  check("type_negative", send(-1, "x"), "EINVAL");
  message.type = 1;
  check("too_large", call(msgsnd(queue, &message, 8193, IPC_NOWAIT)), "EINVAL");
  check("negative", call(msgsnd(queue, &message, (size_t)-1, IPC_NOWAIT)), "EINVAL");
  check("negative_receive", call(msgrcv(queue, &message, (size_t)-1, 0, IPC_NOWAIT)), "EINVAL");
  check("no_queue_send", call(msgsnd(9, &message, 1, IPC_NOWAIT)), "EINVAL");
  check("negative_queue", call(msgrcv(-1, &message, 1, 0, IPC_NOWAIT)), "EINVAL");
  check("bad_address", call(msgsnd(queue, (void *)8, 1, IPC_NOWAIT)), "EFAULT");
  send(1, "lost");
  check("bad_address_receive", call(msgrcv(queue, (void *)8, 10, 0, IPC_NOWAIT)), "EFAULT");
  check("and_it_is_lost", receive(0, 0), "ENOMSG");
  return verdict();
}
