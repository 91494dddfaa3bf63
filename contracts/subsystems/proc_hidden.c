/* Contract:  Where /proc is not to be seen whole, a user namespace cannot mount another one: nobody sees more than before.
 * Source:    mount_too_revealing in fs/namespace.c; user_namespaces(7)
 * Covers:    mount umount2 unshare
 * Requires:  namespaces
 */
#include "contract.h"
#include "texts.h"
#include <sys/mount.h>

static const char *again(void) { return call(mount("none", "/tmp", "proc", 0, 0)); }

int main(void) {
  check("beside", call(mount("none", "/tmp", "proc", 0, 0)), "0");
  check("away", call(umount("/tmp")), "0");
  check("with_own_pids", said_by_child(CLONE_NEWPID | CLONE_NEWNS, again), "0");
  must(umount2("/proc", MNT_DETACH));
  check("hidden", again(), "EPERM");
  check("hidden_with_own_pids", said_by_child(CLONE_NEWPID | CLONE_NEWNS, again), "EPERM");
  return verdict();
}
