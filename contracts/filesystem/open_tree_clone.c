/* Contract:  open_tree(OPEN_TREE_CLONE) copies a mount, or with AT_RECURSIVE the tree below it, into a tree of its own:
 *            it is reached through its descriptor alone, goes when that is closed, and move_mount can attach it.
 * Source:    open_tree(2); fs/namespace.c, open_detached_copy
 * Covers:    open_tree move_mount
 * Requires:  namespaces
 */
#include "contract.h"
#include "texts.h"
#include "mount-api.h"

static const char *below(int at, const char *path) {
  return faccessat(at, path, F_OK, 0) ? error_name(errno) : "there";
}

int main(void) {
  scratch();
  must(mkdir("a", 0700)), must(mkdir("place", 0700));
  must(mount("none", "a", "tmpfs", 0, 0));
  must(mkdir("a/inner", 0700)), must(mkdir("a/plain", 0700));
  must(mount("none", "a/inner", "tmpfs", 0, 0));
  file_at(AT_FDCWD, "a/inner/file"), file_at(AT_FDCWD, "a/plain/file");
  check("unknown_flag", made(open_tree(AT_FDCWD, "a", 2)), "EINVAL");
  check("recursive_without_clone", made(open_tree(AT_FDCWD, "a", AT_WHOLE_TREE)), "EINVAL");
  check("nothing_there", made(open_tree(AT_FDCWD, "b", TREE_CLONE)), "ENOENT");
  int plain = open_tree(AT_FDCWD, "a", TREE_CLOEXEC);
  check("without_clone", open_flags(fcntl(plain, F_GETFL)), "O_RDONLY|O_PATH");
  check("close_on_exec", descriptor_flags(fcntl(plain, F_GETFD)), "FD_CLOEXEC");
  check("plain_sees", below(plain, "inner/file"), "there");
  int alone = open_tree(AT_FDCWD, "a", TREE_CLONE);
  check("clone", made(alone), "ok");
  check("clone_alone", below(alone, "inner/file"), "ENOENT");
  check("clone_has_files", below(alone, "plain/file"), "there");
  int tree = open_tree(AT_FDCWD, "a", TREE_CLONE | AT_WHOLE_TREE);
  check("clone_recursive", below(tree, "inner/file"), "there");
  int part = open_tree(AT_FDCWD, "a/plain", TREE_CLONE);
  check("clone_of_a_folder", below(part, "file"), "there");
  check("up_from_it", below(part, "../inner"), "ENOENT");
  check("stays_detached", seen("place/plain"), "ENOENT");
  check("busy_original", call(umount("a/inner")), "0");
  check("copy_stays", below(tree, "inner/file"), "there");
  check("attach", call(move_mount(tree, "", AT_FDCWD, "place", F_EMPTY_PATH)), "0");
  check("attached", seen("place/inner/file"), "there");
  close(tree);
  check("close_keeps", seen("place/inner/file"), "there");
  must(mkdir("file_place", 0700));
  file_at(AT_FDCWD, "on_file");
  int file = (int)must(open_tree(AT_FDCWD, "a/plain/file", TREE_CLONE));
  check("file_on_directory", call(move_mount(file, "", AT_FDCWD, "file_place", F_EMPTY_PATH)), "EINVAL");
  check("file_on_file", call(move_mount(file, "", AT_FDCWD, "on_file", F_EMPTY_PATH)), "0");
  int inotify = (int)must(syscall(SYS_inotify_init1, 0));
  int lost = detached_tmpfs();
  char inside[64];
  strcpy(inside, join("/proc/self/fd/", number(lost, 10)));
  must(syscall(SYS_inotify_add_watch, inotify, inside, 0x2000 | 0x400));
  close(lost);
  char events[64];
  check("closed_is_unmounted", poll_one(inotify, POLLIN, BOUND), "POLLIN");
  check("event", call(read(inotify, events, 16)), "16");
  check("event_mask", number(*(uint32_t *)(events + 4), 16), "0x40002000");
  return verdict();
}
