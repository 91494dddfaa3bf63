/* Contract:  listmount answers the unique ids of the mounts below one, in their order, in pieces that go on behind an id
 *            or, with LISTMOUNT_REVERSE, before it; LSMT_ROOT stands for the caller's root.
 * Source:    listmount(2); fs/namespace.c, do_listmount
 * Covers:    listmount
 * Linux:     since 6.11
 * Requires:  namespaces
 */
#include "contract.h"
#include "mount-api.h"
#include "mount-ids.h"

int main(void) {
  scratch();
  must(mkdir("top", 0700));
  must(mount("none", "top", "tmpfs", 0, 0));
  uint64_t top = unique_id("top"), ids[3];
  static const char *const places[] = {"top/a", "top/b", "top/a/c"};
  for (int i = 0; i < 3; i++) {
    must(mkdir(places[i], 0700));
    must(mount("none", places[i], "tmpfs", 0, 0));
    ids[i] = unique_id(places[i]);
  }
  check("ascending", top < ids[0] && ids[0] < ids[1] && ids[1] < ids[2], 1);
  uint64_t seen[64];
  check("below", call(listmount(top, 0, seen, 64, 0)), "3");
  check("order", seen[0] == ids[0] && seen[1] == ids[1] && seen[2] == ids[2], 1);
  check("piece", call(listmount(top, 0, seen, 2, 0)), "2");
  check("rest", call(listmount(top, seen[1], seen, 2, 0)), "1");
  check("rest_is_last", seen[0] == ids[2], 1);
  check("end", call(listmount(top, ids[2], seen, 2, 0)), "0");
  check("reverse", call(listmount(top, 0, seen, 64, 1)), "3");
  check("reverse_order", seen[0] == ids[2] && seen[2] == ids[0], 1);
  check("reverse_rest", call(listmount(top, ids[1], seen, 64, 1)), "1");
  check("reverse_last", seen[0] == ids[0], 1);
  check("leaf", call(listmount(ids[2], 0, seen, 64, 0)), "0");
  check("no_room", call(listmount(top, 0, seen, 0, 0)), "0");
  long all = listmount(UINT64_MAX, 0, seen, 64, 0);
  int found = 0;
  for (long i = 0; i < all; i++) found += seen[i] == top || seen[i] == ids[0] || seen[i] == ids[1] || seen[i] == ids[2];
  check("from_the_root", found, 4);
  check("unknown_id", call(listmount(ids[2] + 100000, 0, seen, 64, 0)), "ENOENT");
  check("unknown_flag", call(listmount(top, 0, seen, 64, 2)), "EINVAL");
  check("too_many", call(listmount(top, 0, seen, 1000001, 0)), "EOVERFLOW");
  check("bad_buffer", call(listmount(top, 0, (void *)8, 4, 0)), "EFAULT");
  check("bad_request", call(syscall(SYS_LISTMOUNT, 8, seen, 4, 0)), "EFAULT");
  struct mount_request request = {16, 0, top, 0, 0};
  check("small_request", call(syscall(SYS_LISTMOUNT, &request, seen, 4, 0)), "EINVAL");
  request.size = 24, request.spare = 1;
  check("spare", call(syscall(SYS_LISTMOUNT, &request, seen, 4, 0)), "EINVAL");
  return verdict();
}
