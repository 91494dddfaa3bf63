/* Contract:  After chroot absolute paths, "..", links and getcwd start at the new root; a directory held open still
 *            leads out.
 * Source:    chroot(2)
 * Covers:    chroot chdir fchdir getcwd open
 */
#include "contract.h"

int main(void) {
  scratch();
  char bytes[256];
  must(mkdir("jail", 0755));
  must(mkdir("jail/sub", 0755));
  must(close((int)must(creat("jail/inside", 0600))));
  must(close((int)must(creat("outside", 0600))));
  must(symlink("/inside", "jail/absolute"));
  must(symlink("../../../inside", "jail/sub/up"));
  int before = (int)must(open(".", O_RDONLY));
  check("missing", call(chroot("none")), "ENOENT");
  check("file", call(chroot("outside")), "ENOTDIR");
  check("bad_pointer", call(chroot((char *)16)), "EFAULT");
  check("chroot", call(chroot("jail")), "0");
  check("root_is_the_jail", call(access("/inside", F_OK)), "0");
  check("cwd_stayed_outside", call(access("outside", F_OK)), "0");
  long size = syscall(SYS_getcwd, bytes, sizeof bytes);
  check("getcwd_says_unreachable", text(bytes, size < 13 ? size : 13), "(unreachable)");
  must(chdir("/"));
  check("dotdot_of_root", call(access("../../inside", F_OK)), "0");
  check("outside_by_dotdot", call(access("../outside", F_OK)), "ENOENT");
  check("absolute_link", call(access("/absolute", F_OK)), "0");
  check("relative_link", call(access("/sub/up", F_OK)), "0");
  check("getcwd_root", text(bytes, syscall(SYS_getcwd, bytes, sizeof bytes)), "/\\00");
  must(chdir("sub"));
  check("getcwd_sub", text(bytes, syscall(SYS_getcwd, bytes, sizeof bytes)), "/sub\\00");
  check("held_open_leads_out", call(faccessat(before, "outside", F_OK, 0)), "0");
  check("and_up_from_there", call(faccessat(before, "..", F_OK, 0)), "0");
  pid_t child = (pid_t)must(fork());
  if (child == 0) _exit(access("/inside", F_OK) == 0 ? 0 : 1);
  check("child_is_in_the_jail", reap(child), "exited 0");
  must(fchdir(before));
  check("back_out", call(chroot("../..")), "0");
  check("root_again", call(access("/proc/self", F_OK)), "0");
  uint32_t header[2] = {0x20080522, 0}, none[6] = {0};
  must(syscall(SYS_capset, header, none));
  check("without_capability", call(chroot("jail")), "EPERM");
  check("missing_without_capability", call(chroot("none")), "ENOENT");
  return verdict();
}
