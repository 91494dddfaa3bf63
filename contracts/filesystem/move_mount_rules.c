/* Contract:  move_mount moves a mount of the tree or attaches a detached one, on top of or beneath what stands at its
 *            place, and can put a mount into the peer group of another one.
 * Source:    move_mount(2); fs/namespace.c, do_move_mount, do_set_group
 * Covers:    move_mount
 * Linux:     since 6.5
 * Requires:  namespaces
 */
#include "contract.h"
#include "texts.h"
#include "mount-api.h"

static void fresh(const char *name) {
  must(mkdir(name, 0700));
  must(mount("none", name, "tmpfs", 0, 0));
  file_at(AT_FDCWD, join(name, join("/", name)));
}

int main(void) {
  scratch();
  fresh("base");
  must(chdir("base"));
  fresh("a"), fresh("b"), fresh("c"), fresh("d");
  must(mkdir("place", 0700)), must(mkdir("a/inner", 0700));
  file_at(AT_FDCWD, "file");
  check("unknown_flag", call(move_mount(AT_FDCWD, "a", AT_FDCWD, "place", 0x800)), "EINVAL");
  check("group_and_beneath", call(move_mount(AT_FDCWD, "a", AT_FDCWD, "place", SET_GROUP | BENEATH)), "EINVAL");
  check("not_a_root", call(move_mount(AT_FDCWD, "a/inner", AT_FDCWD, "place", 0)), "EINVAL");
  check("on_a_file", call(move_mount(AT_FDCWD, "a", AT_FDCWD, "file", 0)), "EINVAL");
  check("into_itself", call(move_mount(AT_FDCWD, "a", AT_FDCWD, "a/inner", 0)), "ELOOP");
  check("no_place", call(move_mount(AT_FDCWD, "a", AT_FDCWD, "nowhere", 0)), "ENOENT");
  check("empty_target", call(move_mount(AT_FDCWD, "a", AT_FDCWD, "", 0)), "ENOENT");
  check("move", call(move_mount(AT_FDCWD, "a", AT_FDCWD, "place", 0)), "0");
  check("moved", seen("place/a"), "there");
  check("gone", seen("a/a"), "ENOENT");
  int to = (int)must(open("a", O_PATH));
  check("to_descriptor", call(move_mount(AT_FDCWD, "place", to, "", T_EMPTY_PATH)), "0");
  check("moved_back", seen("a/a"), "there");
  check("beneath", call(move_mount(AT_FDCWD, "b", AT_FDCWD, "a", BENEATH)), "0");
  check("top_is_the_same", seen("a/a"), "there");
  must(umount("a"));
  check("below_it", seen("a/b"), "there");
  check("beneath_nothing", call(move_mount(AT_FDCWD, "c", AT_FDCWD, "place", BENEATH)), "EINVAL");
  int detached = detached_tmpfs();
  file_at(detached, "fresh");
  check("detached_beneath", call(move_mount(detached, "", AT_FDCWD, "c", F_EMPTY_PATH | BENEATH)), "0");
  must(umount("c"));
  check("fresh_below", seen("c/fresh"), "there");
  check("attach_twice", call(move_mount(detached, "", AT_FDCWD, "place", F_EMPTY_PATH)), "0");
  check("moved_once_more", seen("place/fresh"), "there");
  check("group_of_private", call(move_mount(AT_FDCWD, "d", AT_FDCWD, "place", SET_GROUP)), "EINVAL");
  must(mkdir("e", 0700));
  must(mount("place", "e", 0, MS_BIND, 0));
  must(mount(0, "place", 0, MS_SHARED, 0));
  check("group_other_fs", call(move_mount(AT_FDCWD, "place", AT_FDCWD, "d", SET_GROUP)), "EINVAL");
  check("group", call(move_mount(AT_FDCWD, "place", AT_FDCWD, "e", SET_GROUP)), "0");
  check("group_again", call(move_mount(AT_FDCWD, "place", AT_FDCWD, "e", SET_GROUP)), "EINVAL");
  must(mkdir("place/sub", 0700));
  must(mount("none", "place/sub", "tmpfs", 0, 0));
  file_at(AT_FDCWD, "e/sub/x");
  check("shared_now", seen("place/sub/x"), "there");
  check("out_of_shared", call(move_mount(AT_FDCWD, "place/sub", AT_FDCWD, "a", 0)), "EINVAL");
  return verdict();
}
