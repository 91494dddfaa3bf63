/* Contract:  A full queue makes msgsnd wait, an empty one msgrcv; a message goes to the first receiver in line that wants
 *            it, past one for whom it is too long (E2BIG); EIDRM when the queue goes; restarted only if no handler ran.
 * Source:    msgop(2); signal(7), "Interruption of system calls"; ipc/msg.c, pipelined_send
 * Covers:    msgsnd msgrcv msgctl
 */
#include "contract.h"

#include <sys/msg.h>

static int queue;
static struct {
  long type;
  char text[8192];
} message;

static pid_t receiver(long type, size_t size, int options) {
  pid_t child = (pid_t)must(fork());
  if (!child) {
    long length = msgrcv(queue, &message, size, type, options);
    _exit(length >= 0 ? (int)length : 100 + errno);
  }
  await_sleep(child);
  return child;
}

static pid_t sender(size_t size) {
  pid_t child = (pid_t)must(fork());
  if (!child) {
    message.type = 1;
    long result = msgsnd(queue, &message, size, 0);
    _exit(result == 0 ? 0 : 100 + errno);
  }
  await_sleep(child);
  return child;
}

static void send(long type, size_t size) {
  message.type = type;
  must(msgsnd(queue, &message, size, IPC_NOWAIT));
}

static long held(void) {
  struct msqid_ds status;
  must(msgctl(queue, IPC_STAT, &status));
  return (long)status.msg_qnum;
}

static void handler(int signal) { (void)signal; }

int main(void) {
  queue = (int)must(msgget(IPC_PRIVATE, 0600));
  pid_t short_one = receiver(0, 5, 0), wants_two = receiver(2, 50, 0), any = receiver(0, 50, 0), cuts = receiver(0, 3, MSG_NOERROR);
  send(1, 10);
  check("too_long_for_the_first", reap(short_one), join("exited ", number(100 + E2BIG, 10)));
  check("past_the_one_that_does_not_want_it", reap(any), "exited 10");
  send(2, 7);
  check("first_that_wants_it", reap(wants_two), "exited 7");
  send(9, 20);
  check("cut", reap(cuts), "exited 3");
  check("nothing_is_left", held(), 0);

  send(1, 8192);
  send(1, 8000);
  check("full", call(msgsnd(queue, &message, 193, IPC_NOWAIT)), "EAGAIN");
  check("just_fits", call(msgsnd(queue, &message, 192, IPC_NOWAIT)), "0");
  check("nothing_fits_always", call(msgsnd(queue, &message, 0, IPC_NOWAIT)), "0");
  pid_t large = sender(8000), small = sender(100);
  check("both_wait", held(), 4);
  must(msgrcv(queue, &message, 192, 1, MSG_NOERROR) ? 0 : -1);
  check("large", reap(large), "exited 0");
  must(msgrcv(queue, &message, 8192, 1, 0) ? 0 : -1);
  check("small", reap(small), "exited 0");
  pid_t stuck = sender(8192);

  struct msqid_ds status;
  must(msgctl(queue, IPC_STAT, &status));
  status.msg_qbytes = 1;
  must(msgctl(queue, IPC_SET, &status));
  check("a_smaller_limit", call(msgsnd(queue, &message, 1, IPC_NOWAIT)), "EAGAIN");
  must(msgctl(queue, IPC_RMID, 0));
  check("removed_while_sending", reap(stuck), join("exited ", number(100 + EIDRM, 10)));
  queue = (int)must(msgget(IPC_PRIVATE, 0600));
  pid_t waiting = receiver(0, 5, 0);
  must(msgctl(queue, IPC_RMID, 0));
  check("removed_while_receiving", reap(waiting), join("exited ", number(100 + EIDRM, 10)));

  queue = (int)must(msgget(IPC_PRIVATE, 0600));
  struct sigaction action = {.sa_handler = handler, .sa_flags = SA_RESTART};
  must(sigaction(SIGALRM, &action, 0));
  alarm(1);
  check("never_restarted_after_a_handler", call(msgrcv(queue, &message, 1, 0, 0)), "EINTR");
  waiting = receiver(0, 5, 0);
  must(kill(waiting, SIGSTOP));
  int stopped;
  must(waitpid(waiting, &stopped, WUNTRACED) == waiting ? 0 : -1);
  must(kill(waiting, SIGCONT));
  await_sleep(waiting);
  send(1, 4);
  check("goes_on_after_a_stop", reap(waiting), "exited 4");
  return verdict();
}
