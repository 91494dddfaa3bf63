/* Contract:  statmount describes a mount by the id that statx gives under STATX_MNT_ID_UNIQUE: its file system, parent,
 *            attributes, propagation, and the texts that mountinfo has.
 * Source:    statmount(2); fs/namespace.c, do_statmount
 * Covers:    statmount statx
 * Linux:     since 6.11
 * Requires:  namespaces
 */
#include "contract.h"
#include "mount-api.h"
#include "mount-ids.h"

static char place[4096];

int main(void) {
  scratch();
  must(mkdir("top", 0700));
  must(mount("origin", "top", "tmpfs", MS_NOSUID | MS_NODEV, "mode=750"));
  must(mkdir("top/low", 0700)), must(mkdir("top/folder", 0700));
  must(mount("top/folder", "top/low", 0, MS_BIND, 0));
  must(mount(0, "top/low", 0, MS_SHARED, 0));
  uint64_t top = unique_id("top"), low = unique_id("top/low");
  struct mount_info *m = (void *)answer;
  check("basic", call(statmount(top, SB_BASIC, answer, sizeof answer, 0)), "0");
  check("basic_mask", m->mask, SB_BASIC);
  check("basic_size", m->size, 512);
  check("magic", number((long long)m->magic, 16), "0x1021994");
  check("flags", m->sb_flags, 0);
  struct stat status;
  must(stat("top", &status));
  check("device", m->dev_major == (status.st_dev >> 8) && m->dev_minor == (status.st_dev & 255), 1);
  check("mount", call(statmount(low, MNT_BASIC, answer, sizeof answer, 0)), "0");
  check("mount_mask", m->mask, MNT_BASIC);
  check("id", m->id == low, 1);
  check("parent", m->parent == top, 1);
  check("old_id", m->id_old == old_id("top/low"), 1);
  check("old_parent", m->parent_old == old_id("top"), 1);
  check("attributes", number((long long)m->attributes, 16), "0x6");
  check("propagation", number((long long)m->propagation, 16), number(MS_SHARED, 16));
  check("has_group", m->peer_group != 0, 1);
  check("master", m->master, 0);
  check("texts", call(statmount(low, MNT_ROOT | MNT_POINT | FS_TYPE | SB_SOURCE | PROPAGATE_FROM, answer,
                                sizeof answer, 0)), "0");
  check("texts_mask", number((long long)m->mask, 16), number(MNT_ROOT | MNT_POINT | FS_TYPE | SB_SOURCE | PROPAGATE_FROM, 16));
  check("root", m->str + m->root, "/folder");
  must((long)getcwd(place, sizeof place));
  check("point", strcmp(m->str + m->point, join(place, "/top/low")), 0);
  check("type", m->str + m->type, "tmpfs");
  check("source", m->str + m->source, "origin");
  check("longer", m->size > 512, 1);
  check("private", call(statmount(top, MNT_BASIC, answer, sizeof answer, 0)), "0");
  check("private_propagation", number((long long)m->propagation, 16), number(MS_PRIVATE, 16));
  check("private_group", m->peer_group, 0);
  check("no_subtype", call(statmount(top, FS_SUBTYPE, answer, sizeof answer, 0)), "0");
  check("no_subtype_mask", m->mask, 0);
  check("short_buffer", call(statmount(top, SB_BASIC, answer, 40, 0)), "0");
  check("short_mask", m->mask, SB_BASIC);
  check("no_room_for_texts", call(statmount(low, MNT_ROOT, answer, 514, 0)), "EOVERFLOW");
  check("only_the_struct", call(statmount(low, MNT_ROOT, answer, 512, 0)), "EOVERFLOW");
  check("unknown_id", call(statmount(low + 100000, SB_BASIC, answer, sizeof answer, 0)), "ENOENT");
  check("old_id_is_none", call(statmount(old_id("top"), SB_BASIC, answer, sizeof answer, 0)), "EINVAL");
  check("flag", call(statmount(low, SB_BASIC, answer, sizeof answer, 1)), "EINVAL");
  check("bad_buffer", call(statmount(low, SB_BASIC, (void *)8, 512, 0)), "EFAULT");
  return verdict();
}
