/* Contract:  A removed segment lives until its last attachment goes: without its key, marked SHM_DEST, and still to be
 *            attached by its id; fork inherits attachments, exit drops them.
 * Source:    shmctl(2), IPC_RMID; shmop(2)
 * Covers:    shmctl shmat shmdt shmget fork
 */
#include "contract.h"

#include <sys/shm.h>

static struct shmid_ds status;

static const char *state(int id) {
  if (shmctl(id, IPC_STAT, &status)) return error_name(errno);
  return join(number((long)status.shm_nattch, 10), join(status.shm_perm.mode & 01000 ? " marked key " : " key ", number(status.shm_perm.__key, 16)));
}

int main(void) {
  int id = (int)must(shmget(0x51, 4096, IPC_CREAT | 0600));
  check("new", state(id), "0 key 0x51");
  char *memory = shmat(id, 0, 0);
  check("attached", state(id), "1 key 0x51");
  int ready[2], go[2];
  must(pipe(ready));
  must(pipe(go));
  pid_t child = (pid_t)must(fork());
  if (!child) {
    char byte;
    strcpy(memory, "from the child");
    must(write(ready[1], "x", 1));
    must(read(go[0], &byte, 1));
    _exit(0);
  }
  char byte;
  must(read(ready[0], &byte, 1));
  check("fork_inherits", state(id), "2 key 0x51");
  check("one_memory", memory, "from the child");
  check("last_is_the_parent", status.shm_lpid == getpid(), 1);
  must(write(go[1], "x", 1));
  check("child", reap(child), "exited 0");
  check("exit_drops", state(id), "1 key 0x51");
  check("last_is_the_child", status.shm_lpid == child, 1);

  check("remove", call(shmctl(id, IPC_RMID, 0)), "0");
  check("marked", state(id), "1 marked key 0x0");
  check("key_is_gone", call(shmget(0x51, 1, 0)), "ENOENT");
  check("key_is_free", made(shmget(0x51, 4096, IPC_CREAT | 0600)), "ok");
  check("remove_again", call(shmctl(id, IPC_RMID, 0)), "0");
  check("still_there", memory, "from the child");
  char *again = shmat(id, 0, 0);
  check("attached_by_id", again, "from the child");
  check("detach", call(shmdt(memory)), "0");
  check("one_left", state(id), "1 marked key 0x0");
  check("detach_last", call(shmdt(again)), "0");
  check("gone", state(id), "EINVAL");
  check("gone_for_attach", shmat(id, 0, 0) == (void *)-1 ? error_name(errno) : "ok", "EINVAL");
  return verdict();
}
