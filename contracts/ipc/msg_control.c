/* Contract:  msgctl tells what a queue holds, who sent and received last and when; IPC_SET changes its size, owner and
 *            mode; limits and usage.
 * Source:    msgctl(2)
 * Covers:    msgctl msgget msgsnd msgrcv
 */
#include "contract.h"

#include <sys/msg.h>
#include <time.h>

int main(void) {
  struct msqid_ds status;
  struct msginfo info;
  struct { long type; char text[10]; } message = {3, "abcdefghi"};
  struct timespec stamp; /* the clock of stamps: the other may be a tick ahead */
  must(clock_gettime(CLOCK_REALTIME_COARSE, &stamp));
  time_t start = stamp.tv_sec;
  int queue = (int)must(msgget(0x10, IPC_CREAT | 0621));
  must(msgctl(queue, IPC_STAT, &status));
  check("mode", number(status.msg_perm.mode, 8), "0621");
  check("key", status.msg_perm.__key, 0x10);
  check("empty", (long)(status.msg_qnum + status.msg_cbytes), 0);
  check("limit", (long)status.msg_qbytes, 16384);
  check("nobody", status.msg_lspid + status.msg_lrpid, 0);
  check("never", status.msg_stime + status.msg_rtime, 0);
  check("made_now", status.msg_ctime >= start, 1);
  pid_t child = (pid_t)must(fork());
  if (!child) {
    must(msgsnd(queue, &message, 4, 0));
    must(msgsnd(queue, &message, 9, 0));
    _exit(0);
  }
  reap(child);
  must(msgctl(queue, IPC_STAT, &status));
  check("messages", (long)status.msg_qnum, 2);
  check("bytes", (long)status.msg_cbytes, 13);
  check("sender", status.msg_lspid == child, 1);
  check("sent", status.msg_stime >= start, 1);
  must(msgrcv(queue, &message, 10, 0, 0));
  must(msgctl(queue, IPC_STAT, &status));
  check("receiver", status.msg_lrpid == getpid(), 1);
  check("received", status.msg_rtime >= start, 1);
  check("left", (long)status.msg_cbytes, 9);

  status.msg_qbytes = 10;
  status.msg_perm.mode = 0777;
  check("set", call(msgctl(queue, IPC_SET, &status)), "0");
  must(msgctl(queue, IPC_STAT, &status));
  check("mode_is_set", number(status.msg_perm.mode, 8), "0777");
  check("limit_is_set", (long)status.msg_qbytes, 10);
  check("full_now", call(msgsnd(queue, &message, 2, IPC_NOWAIT)), "EAGAIN");
  check("fits", call(msgsnd(queue, &message, 1, IPC_NOWAIT)), "0");

  status.msg_qbytes = 16384;
  check("up_to_the_limit_of_all", call(msgctl(queue, IPC_SET, &status)), "0");
  status.msg_qbytes = 16385; /* root of a user namespace is not root of the machine */
  check("beyond_it", call(msgctl(queue, IPC_SET, &status)), "EPERM");

  int other = (int)must(msgget(IPC_PRIVATE, 0));
  check("limits", msgctl(0, IPC_INFO, (void *)&info), other);
  check("largest_message", info.msgmax, 8192);
  check("largest_queue", info.msgmnb, 16384);
  check("queues", info.msgmni, 32000);
  check("fixed", info.msgssz * 100000 + info.msgseg, 1665535);
  check("derived", info.msgpool == info.msgmni * (info.msgmnb / 1024) && info.msgmap == 16384 && info.msgtql == 16384, 1);
  check("usage", msgctl(0, MSG_INFO, (void *)&info), other);
  check("queues_in_use", info.msgpool, 2);
  check("messages_in_use", info.msgmap, 2);
  check("bytes_in_use", info.msgtql, 10);
  check("by_index", msgctl(0, MSG_STAT, &status), queue);
  check("by_index_any", msgctl(1, 13 /* MSG_STAT_ANY */, &status), other);
  check("no_index", call(msgctl(2, MSG_STAT, &status)), "EINVAL");
  check("bad_address", call(msgctl(queue, IPC_STAT, (void *)8)), "EFAULT");
  check("no_such_command", call(msgctl(queue, 99, &status)), "EINVAL");
  check("negative_id", call(msgctl(-1, IPC_STAT, &status)), "EINVAL");
  check("remove", call(msgctl(queue, IPC_RMID, 0)), "0");
  check("removed", call(msgctl(queue, IPC_RMID, 0)), "EINVAL");
  check("key_is_free", call(msgget(0x10, 0)), "ENOENT");
  return verdict();
}
