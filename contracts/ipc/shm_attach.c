/* Contract:  shmat puts a segment where it is asked to or where there is room: SHM_RND, SHM_RDONLY, SHM_EXEC, SHM_REMAP;
 *            /proc/self/maps names it by its key, with the id as inode; shmdt takes exactly one attachment away.
 * Source:    shmat(2)
 * Covers:    shmat shmdt shmget munmap mprotect
 */
#include "contract.h"

#include <sys/mman.h>
#include <sys/shm.h>

static const char *attached(int id, void *at, int options) {
  void *address = shmat(id, at, options);
  if (address == (void *)-1) return error_name(errno);
  if (at && address == at) return "there";
  return at ? "elsewhere" : "somewhere";
}

static long count(int id) {
  struct shmid_ds status;
  must(shmctl(id, IPC_STAT, &status));
  return (long)status.shm_nattch;
}

/* Rights and what follows the offset of the mapping that begins at an address; inode and name begin there. */
static void show(const char *key, const void *address) {
  static char line[512];
  FILE *maps = fopen("/proc/self/maps", "r");
  char rights[8], name[256] = "";
  unsigned long start, end, offset, inode;
  unsigned major, minor;
  while (fgets(line, sizeof line, maps)) {
    name[0] = 0;
    sscanf(line, "%lx-%lx %7s %lx %x:%x %lu %255[^\n]", &start, &end, rights, &offset, &major, &minor, &inode, name);
    if (start != (unsigned long)address) continue;
    snprintf(line, sizeof line, "%s %lx %x:%x %lu %s, %lu bytes", rights, offset, major, minor, inode, name, end - start);
    check(key, line, line);
    fclose(maps);
    return;
  }
  fclose(maps);
  check(key, "nothing", "a line");
}

int main(void) {
  must(shmget(IPC_PRIVATE, 1, 0600)); /* takes id 0 */
  int id = (int)must(shmget(0xabc, 10000, IPC_CREAT | 0600));
  char *first = shmat(id, 0, 0);
  check("zeroes", first[0] + first[9999], 0);
  check("last_page_is_whole", first[12287], 0);
  show("maps", first);
  char *second = shmat(id, 0, SHM_RDONLY);
  strcpy(first, "shared");
  check("one_memory", second, "shared");
  show("read_only", second);
  check("stays_read_only", call(mprotect(second, 4096, PROT_READ | PROT_WRITE)), "EACCES");
  check("count", count(id), 2);

  char *place = mmap(0, 1 << 20, PROT_READ, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
  check("taken", attached(id, place, 0), "EINVAL");
  check("remap", attached(id, place, SHM_REMAP), "there");
  check("remap_again", attached(id, place + 4096, SHM_REMAP), "there");
  check("count_after_remap", count(id), 4);
  check("remap_nowhere", attached(id, 0, SHM_REMAP), "EINVAL");
  must(munmap(place, 1 << 20));
  check("count_after_unmap", count(id), 2);
  check("free_place", attached(id, place, 0), "there");
  check("not_aligned", attached(id, place + 40000, 0), "EINVAL");
  check("rounded", attached(id, place + 40000, SHM_RND) , "elsewhere");
  show("rounded_down", place + 36864);
  check("executable", attached(id, place + (1 << 16), SHM_EXEC), "there");
  show("executable_maps", place + (1 << 16));
  check("unknown_flags", attached(id, 0, 0x100), "somewhere");
  check("no_such_id", attached(id + 1, 0, 0), "EINVAL");
  check("negative_id", attached(-1, 0, 0), "EINVAL");

  check("detach", call(shmdt(place)), "0");
  check("detach_again", call(shmdt(place)), "EINVAL");
  check("detach_in_the_middle", call(shmdt(first + 4096)), "EINVAL");
  check("detach_not_aligned", call(shmdt(first + 1)), "EINVAL");
  must(munmap(first + 4096, 4096));
  long before = count(id);
  check("detach_pieces", call(shmdt(first)), "0");
  check("both_pieces_went", before - count(id), 2);
  void *plain = mmap(0, 4096, PROT_READ, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
  check("detach_other_memory", call(shmdt(plain)), "EINVAL");
  return verdict();
}
