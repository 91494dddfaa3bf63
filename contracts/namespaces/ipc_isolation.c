/* Contract:  System V objects belong to an IPC namespace: another one knows neither their ids nor their keys, and has
 *            limits of its own in /proc/sys/kernel.
 * Source:    ipc_namespaces(7)
 * Covers:    unshare setns shmget msgget semget
 * Requires:  namespaces
 */
#include "contract.h"
#include "texts.h"
#include <sys/ipc.h>
#include <sys/msg.h>
#include <sys/sem.h>
#include <sys/shm.h>

enum { KEY = 0x1f2e3d };

static const char *known(void) {
  char *line = contract_text();
  contract_append(contract_append(line, made(shmget(KEY, 0, 0))), " ");
  contract_append(contract_append(line, made(semget(KEY, 0, 0))), " ");
  return contract_append(line, made(msgget(KEY, 0)));
}

int main(void) {
  int old = (int)must(open("/proc/self/ns/ipc", O_RDONLY));
  int segment = (int)must(shmget(KEY, 4096, IPC_CREAT | 0600));
  must(semget(KEY, 1, IPC_CREAT | 0600));
  must(msgget(KEY, IPC_CREAT | 0600));
  check("known", known(), "ok ok ok");
  check("set_limit", put("/proc/sys/kernel/msgmni", "77"), "ok");
  check("unshare", call(unshare(CLONE_NEWIPC)), "0");
  check("unknown", known(), "ENOENT ENOENT ENOENT");
  check("id", shmat(segment, 0, 0) == (void *)-1 ? error_name(errno) : "mapped", "EINVAL");
  check("own_limit", contents("/proc/sys/kernel/msgmni"), "32000");
  check("same_key", made(shmget(KEY, 8192, IPC_CREAT | IPC_EXCL | 0600)), "ok");
  check("back", call(setns(old, CLONE_NEWIPC)), "0");
  check("known_again", known(), "ok ok ok");
  check("limit_kept", contents("/proc/sys/kernel/msgmni"), "77");
  int set = (int)must(semget(IPC_PRIVATE, 1, 0600));
  must(semop(set, &(struct sembuf){0, 3, SEM_UNDO}, 1));
  check("raised", semctl(set, 0, GETVAL), 3);
  check("unshare_undo", call(unshare(CLONE_SYSVSEM)), "0");
  check("undone", semctl(set, 0, GETVAL), 0);
  check("with_sysvsem", call(syscall(SYS_clone, CLONE_NEWIPC | CLONE_SYSVSEM | SIGCHLD, 0, 0, 0, 0)), "EINVAL");
  return verdict();
}
