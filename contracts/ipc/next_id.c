/* Contract:  A number written to /proc/sys/kernel/*_next_id is the id that the next object of that kind gets, or the next
 *            one above whose index is free; after that the kernel chooses again.
 * Source:    proc_sys_kernel(5), which does not name them; ipc_idr_alloc in ipc/util.c
 * Covers:    msgget semget shmget
 * Requires:  namespaces
 */
#include "contract.h"
#include "texts.h"
#include <sys/ipc.h>
#include <sys/msg.h>
#include <sys/sem.h>
#include <sys/shm.h>

#define MSG "/proc/sys/kernel/msg_next_id"
#define SEM "/proc/sys/kernel/sem_next_id"
#define SHM "/proc/sys/kernel/shm_next_id"

static const char *queue(void) { return number(msgget(IPC_PRIVATE, 0600), 10); }

static const char *unprivileged(void) {
  uint32_t header[2] = {0x20080522, 0}, none[6] = {0};
  must(syscall(SYS_capset, header, none));
  return join(put(MSG, "7"), join(", reads ", contents(MSG)));
}

int main(void) {
  must(unshare(CLONE_NEWIPC));
  check("at_first", contents(MSG), "-1");
  check("write", put(MSG, "100"), "ok");
  check("written", contents(MSG), "100");
  check("got", queue(), "100");
  check("used_up", contents(MSG), "-1");
  must(strcmp(put(MSG, "100"), "ok") ? -1 : 0);
  check("taken", queue(), "101");
  check("kernel_chooses", queue(), "0");
  must(strcmp(put(MSG, "65636"), "ok") ? -1 : 0);
  check("other_sequence", queue(), "65638");
  check("largest", put(MSG, "2147483647"), "ok");
  check("got_largest", queue(), "2147483647");
  check("negative", put(MSG, "-1"), "EINVAL");
  check("too_large", put(MSG, "2147483648"), "EINVAL");
  must(strcmp(put(SEM, "200"), "ok") ? -1 : 0);
  must(strcmp(put(SHM, "300"), "ok") ? -1 : 0);
  check("semaphores", number(semget(IPC_PRIVATE, 1, 0600), 10), "200");
  check("segments", number(shmget(IPC_PRIVATE, 1, 0600), 10), "300");
  check("unprivileged", said_by_child(0, unprivileged), "open EACCES, reads -1");
  return verdict();
}
