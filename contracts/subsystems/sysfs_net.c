/* Contract:  /sys/class/net shows the interfaces of the network namespace whose /sys it is: lo, with its state.
 * Source:    sysfs(5), /sys/class/net; Documentation/ABI/testing/sysfs-class-net
 * Covers:    readlink read unshare mount ioctl
 * Requires:  sysfs network
 */
#include "contract.h"
#include "texts.h"
#include <net/if.h>
#include <sys/ioctl.h>
#include <sys/mount.h>
#include <sys/socket.h>

static const char *lo(const char *name) { return contents(join("/sys/class/net/lo/", name)); }
static const char *inner(const char *name) { return contents(join("sys/class/net/lo/", name)); }

int main(void) {
  check("link", link_of("/sys/class/net/lo"), "../../devices/virtual/net/lo");
  check("ifindex", lo("ifindex"), "1");
  check("address", lo("address"), "00:00:00:00:00:00");
  check("mtu", lo("mtu"), "65536");
  check("type", lo("type"), "772");
  check("flags", lo("flags"), "0x9");
  check("operstate", lo("operstate"), "unknown");
  check("carrier", lo("carrier"), "1");
  check("speed", lo("speed"), "EINVAL");
  check("uevent", lo("uevent"), "INTERFACE=lo\\0aIFINDEX=1");
  scratch();
  must(mkdir("sys", 0700));
  must(unshare(CLONE_NEWNET));
  must(mount("none", "sys", "sysfs", MS_RDONLY, 0));
  check("old_flags", lo("flags"), "0x9");
  check("new_flags", inner("flags"), "0x8");
  check("new_operstate", inner("operstate"), "down");
  check("new_carrier", inner("carrier"), "EINVAL");
  struct ifreq request = {.ifr_name = "lo", .ifr_flags = IFF_UP};
  must(ioctl((int)must(socket(AF_INET, SOCK_DGRAM, 0)), SIOCSIFFLAGS, &request));
  check("raised", inner("flags"), "0x9");
  check("raised_operstate", inner("operstate"), "unknown");
  return verdict();
}
