/* Contract:  shmget finds a segment by its key or makes one: IPC_CREAT and IPC_EXCL, sizes, ids that begin at 0 and rise.
 * Source:    shmget(2); ipc/util.c, ipcget
 * Covers:    shmget shmctl
 */
#include "contract.h"

#include <sys/shm.h>

int main(void) {
  check("no_such_key", call(shmget(0x1234, 4096, 0600)), "ENOENT");
  check("made", shmget(0x1234, 5000, IPC_CREAT | 0600), 0);
  check("found", shmget(0x1234, 5000, 0600), 0);
  check("found_by_create", shmget(0x1234, 0, IPC_CREAT | 0600), 0);
  check("exclusive", call(shmget(0x1234, 5000, IPC_CREAT | IPC_EXCL | 0600)), "EEXIST");
  check("exclusive_alone", shmget(0x1234, 5000, IPC_EXCL | 0600), 0);
  check("smaller", shmget(0x1234, 1, 0600), 0);
  check("larger", call(shmget(0x1234, 5001, 0600)), "EINVAL");
  check("rights_of_the_owner_do_not_matter_to_root", shmget(0x1234, 1, 0777), 0);
  check("private", shmget(IPC_PRIVATE, 4096, 0), 1);
  check("private_again", shmget(IPC_PRIVATE, 4096, IPC_EXCL | 0600), 2);
  check("no_bytes", call(shmget(IPC_PRIVATE, 0, 0600)), "EINVAL");
  check("no_bytes_by_key", call(shmget(0x77, 0, IPC_CREAT | 0600)), "EINVAL");
  check("too_many_bytes", call(shmget(IPC_PRIVATE, (size_t)-1, 0600)), "EINVAL");

  must(shmctl(1, IPC_RMID, 0));
  check("removed", call(shmctl(1, IPC_RMID, 0)), "EINVAL");
  check("ids_go_on", shmget(IPC_PRIVATE, 4096, 0600), 3);
  must(shmctl(0, IPC_RMID, 0));
  check("key_is_free", call(shmget(0x1234, 1, 0600)), "ENOENT");
  check("key_anew", shmget(0x1234, 1, IPC_CREAT | 0600), 4);
  return verdict();
}
