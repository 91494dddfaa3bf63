/* Contract:  Who makes a user namespace has every capability in it, whatever it had before, and none over what belongs to
 *            the namespace outside: its files, its host name, its processes' namespaces.
 * Source:    user_namespaces(7), "Capabilities"; capabilities(7)
 * Covers:    unshare capset sethostname mount chroot
 * Requires:  namespaces
 */
#include "contract.h"
#include "texts.h"
#include <sys/mount.h>

static const char *capabilities(const char *name) { return field("/proc/self/status", name); }

int main(void) {
  uint32_t header[2] = {0x20080522, 0}, none[6] = {0};
  scratch();
  must(mkdir("place", 0700));
  must(syscall(SYS_capset, header, none));
  check("before", capabilities("CapEff:"), "0000000000000000");
  must(unshare(CLONE_NEWUSER));
  check("effective", capabilities("CapEff:"), "000001ffffffffff");
  check("permitted", capabilities("CapPrm:"), "000001ffffffffff");
  check("inheritable", capabilities("CapInh:"), "0000000000000000");
  check("ambient", capabilities("CapAmb:"), "0000000000000000");
  check("bounding", capabilities("CapBnd:"), "000001ffffffffff");
  check("host_name", call(sethostname("mine", 4)), "EPERM");
  check("mount", call(mount("none", "place", "tmpfs", 0, 0)), "EPERM");
  check("chroot", call(chroot(".")), "0");
  check("user_namespace_below_chroot", call(unshare(CLONE_NEWUSER)), "EPERM");
  check("mount_namespace", call(unshare(CLONE_NEWNS | CLONE_NEWUTS)), "0");
  check("own_mount", call(mount("none", "/place", "tmpfs", 0, 0)), "0");
  check("own_host_name", call(sethostname("mine", 4)), "0");
  return verdict();
}
