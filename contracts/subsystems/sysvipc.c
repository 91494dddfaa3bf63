/* Contract:  /proc/sysvipc lists the System V objects of the reader's IPC namespace, and what is written to the limits in
 *            /proc/sys/kernel counts.
 * Source:    proc_sysvipc(5), proc_sys_kernel(5); ipc_namespaces(7)
 * Covers:    shmget msgget semget msgsnd unshare
 * Requires:  namespaces
 */
#include "contract.h"
#include "texts.h"
#include <sys/ipc.h>
#include <sys/msg.h>
#include <sys/sem.h>
#include <sys/shm.h>

/* The row of the only object, spaces made one, as far as it does not tell the time. */
static const char *row(const char *kind, int fields) {
  if (read_whole(join("/proc/sysvipc/", kind)) < 0) return error_name(errno);
  char *out = contract_text(), *at = strchr(whole, '\n') + 1;
  if (!*at) return "none";
  for (; fields > 0; fields--) {
    while (*at == ' ') at++;
    while (*at && *at != ' ' && *at != '\n') {
      char one[2] = {*at++, 0};
      contract_append(out, one);
    }
    contract_append(out, " ");
  }
  return out;
}

int main(void) {
  must(unshare(CLONE_NEWIPC | CLONE_NEWPID));
  check("no_segments", row("shm", 1), "none");
  int segment = (int)must(shmget(0x51, 5000, IPC_CREAT | 0640));
  int queue = (int)must(msgget(0x52, IPC_CREAT | 0600));
  must(semget(0x53, 3, IPC_CREAT | 0604));
  must(msgsnd(queue, &(struct { long type; char text[5]; }){1, "four"}, 5, 0));
  check("segment", row("shm", 4), "81 0 640 5000 ");
  check("queue", row("msg", 5), "82 0 600 5 1 ");
  check("semaphores", row("sem", 8), "83 0 604 3 0 0 0 0 ");
  must(shmctl(segment, IPC_RMID, 0));
  check("removed", row("shm", 1), "none");
  check("limit", put("/proc/sys/kernel/shmmax", "8192"), "ok");
  check("says", contents("/proc/sys/kernel/shmmax"), "8192");
  check("too_large", call(shmget(IPC_PRIVATE, 8193, 0600)), "EINVAL");
  check("fits", made(shmget(IPC_PRIVATE, 8192, 0600)), "ok");
  check("four_numbers", put("/proc/sys/kernel/sem", "2 100 10 5"), "ok");
  check("sem", contents("/proc/sys/kernel/sem"), "2\\09100\\0910\\095");
  check("too_many", call(semget(IPC_PRIVATE, 3, 0600)), "EINVAL");
  check("queue_files", contents("/proc/sys/fs/mqueue/msg_max"), "10");
  return verdict();
}
