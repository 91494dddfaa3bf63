/* Contract:  shmctl tells size, owner, times and pids, changes owner and mode, finds segments by index, locks, and tells
 *            limits and usage.
 * Source:    shmctl(2)
 * Covers:    shmctl shmget shmat shmdt
 */
#include "contract.h"

#include <sys/shm.h>
#include <time.h>

int main(void) {
  struct shmid_ds status;
  struct shminfo limits;
  struct shm_info usage;
  struct timespec stamp; /* the clock of stamps: the other may be a tick ahead */
  must(clock_gettime(CLOCK_REALTIME_COARSE, &stamp));
  time_t start = stamp.tv_sec;
  memset(&status, 0x55, sizeof status);
  int id = (int)must(shmget(0x99, 6000, IPC_CREAT | 0640));
  must(shmctl(id, IPC_STAT, &status));
  check("size", (long)status.shm_segsz, 6000);
  check("mode", number(status.shm_perm.mode, 8), "0640");
  check("key", status.shm_perm.__key, 0x99);
  check("sequence", status.shm_perm.__seq, 0);
  check("owner", status.shm_perm.uid + status.shm_perm.gid + status.shm_perm.cuid + status.shm_perm.cgid, 0);
  check("creator", status.shm_cpid == getpid(), 1);
  check("nobody_yet", status.shm_lpid, 0);
  check("times", status.shm_atime + status.shm_dtime, 0);
  check("made_now", status.shm_ctime >= start, 1);

  void *memory = shmat(id, 0, 0);
  must(shmctl(id, IPC_STAT, &status));
  check("attach_time", status.shm_atime >= start, 1);
  check("no_detach_time", status.shm_dtime, 0);
  check("last", status.shm_lpid == getpid(), 1);
  must(shmdt(memory));
  must(shmctl(id, IPC_STAT, &status));
  check("detach_time", status.shm_dtime >= start, 1);

  status.shm_perm.mode = 07421;
  status.shm_perm.uid = 0;
  status.shm_segsz = 1;
  check("set", call(shmctl(id, IPC_SET, &status)), "0");
  must(shmctl(id, IPC_STAT, &status));
  check("mode_is_set", number(status.shm_perm.mode, 8), "0421");
  check("size_stays", (long)status.shm_segsz, 6000);
  status.shm_perm.uid = (uid_t)-1;
  check("nobodys_id", call(shmctl(id, IPC_SET, &status)), "EINVAL");
  check("set_bad_address", call(shmctl(id, IPC_SET, (void *)8)), "EFAULT");
  check("stat_bad_address", call(shmctl(id, IPC_STAT, (void *)8)), "EFAULT");
  check("set_of_nothing_bad_address", call(shmctl(77, IPC_SET, (void *)8)), "EFAULT");

  int other = (int)must(shmget(IPC_PRIVATE, 1, 0));
  check("limits", shmctl(0, IPC_INFO, (void *)&limits), other);
  check("smallest", (long)limits.shmmin, 1);
  check("how_many", (long)limits.shmmni, 4096);
  check("largest_and_all", limits.shmmax == limits.shmall && limits.shmmax > 1ul << 62, 1);
  check("usage", shmctl(0, SHM_INFO, (void *)&usage), other);
  check("used", usage.used_ids, 2);
  check("pages", (long)usage.shm_tot, 3);
  check("by_index", shmctl(1, SHM_STAT, &status), other);
  check("by_index_size", (long)status.shm_segsz, 1);
  check("by_index_any", shmctl(0, 15 /* SHM_STAT_ANY */, &status), id);
  check("no_index", call(shmctl(2, SHM_STAT, &status)), "EINVAL");

  check("lock", call(shmctl(id, SHM_LOCK, 0)), "0");
  must(shmctl(id, IPC_STAT, &status));
  check("locked", number(status.shm_perm.mode, 8), "02421");
  check("unlock", call(shmctl(id, SHM_UNLOCK, 0)), "0");
  must(shmctl(id, IPC_STAT, &status));
  check("unlocked", number(status.shm_perm.mode, 8), "0421");
  check("no_such_command", call(shmctl(id, 99, &status)), "EINVAL");
  check("negative_command", call(shmctl(id, -1, &status)), "EINVAL");
  check("negative_id", call(shmctl(-1, IPC_STAT, &status)), "EINVAL");
  return verdict();
}
