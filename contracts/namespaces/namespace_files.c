/* Contract:  /proc/PID/ns holds a link for each kind, "kind:[inode]", to a file that is neither read nor written, whose
 *            descriptor or bind mount keeps the namespace alive, and that tells its kind, owner and parent by ioctl.
 * Source:    namespaces(7), "The /proc/pid/ns/ directory"; ioctl_ns(2)
 * Covers:    readlink open ioctl mount setns fstatfs unshare
 * Requires:  namespaces
 */
#include "contract.h"
#include "texts.h"
#include <sys/ioctl.h>
#include <sys/mount.h>
#include <sys/utsname.h>
#include <sys/vfs.h>

enum { GET_USERNS = 0xb701, GET_PARENT = 0xb702, GET_NSTYPE = 0xb703, GET_OWNER_UID = 0xb704 };

static const char *kinds[] = {"cgroup", "ipc", "mnt", "net", "pid", "time", "user", "uts"};

static int namespace(const char *kind) { return (int)must(open(join("/proc/self/ns/", kind), O_RDONLY)); }

static const char *host(void) {
  static struct utsname names;
  must(uname(&names));
  return names.nodename;
}

static const char *kind_of(int fd) {
  return ONE_OF(ioctl(fd, GET_NSTYPE), {CLONE_NEWCGROUP, "cgroup"}, {CLONE_NEWIPC, "ipc"}, {CLONE_NEWNS, "mnt"},
                {CLONE_NEWNET, "net"}, {CLONE_NEWPID, "pid"}, {0x80, "time"}, {CLONE_NEWUSER, "user"},
                {CLONE_NEWUTS, "uts"});
}

int main(void) {
  struct stat status;
  struct statfs system;
  char byte;
  scratch();
  for (size_t i = 0; i < sizeof kinds / sizeof *kinds; i++) {
    const char *path = join("/proc/self/ns/", kinds[i]), *link = link_of(path);
    must(stat(path, &status));
    check(join("link_", kinds[i]), strcmp(link, join(join(kinds[i], ":["), join(number((long)status.st_ino, 10), "]"))), 0);
    check(join("kind_", kinds[i]), kind_of(namespace(kinds[i])), kinds[i]);
  }
  int uts = namespace("uts"), user = namespace("user"), pid = namespace("pid");
  must(fstat(uts, &status));
  check("mode", mode(status.st_mode), "S_IFREG 0444");
  must(fstatfs(uts, &system));
  check("file_system", system.f_type == 0x6e736673, 1);
  check("read", call(read(uts, &byte, 1)), "EINVAL");
  check("seek", call(lseek(uts, 0, SEEK_SET)), "ESPIPE");
  check("open_for_writing", made(open("/proc/self/ns/uts", O_RDWR)), "EPERM");
  check("chmod", call(fchmod(uts, 0600)), "EPERM");
  check("owner_of_uts", ioctl(uts, GET_USERNS) > 0, 1);
  check("parent_of_uts", call(ioctl(uts, GET_PARENT)), "EINVAL");
  check("parent_of_pid", call(ioctl(pid, GET_PARENT)), "EPERM");
  check("parent_of_user", call(ioctl(user, GET_PARENT)), "EPERM");
  check("owner_uid_of_uts", call(ioctl(uts, GET_OWNER_UID, &byte)), "EINVAL");
  check("unknown_request", call(ioctl(uts, 0xb7ff)), "ENOTTY");
  close((int)must(open("bound", O_CREAT | O_WRONLY, 0600)));
  must(unshare(CLONE_NEWUTS));
  must(sethostname("kept", 4));
  check("bind", call(mount("/proc/self/ns/uts", "bound", 0, MS_BIND, 0)), "0");
  must(setns(uts, 0));
  check("back", host(), "contracts");
  check("from_bind_mount", call(setns((int)must(open("bound", O_RDONLY)), CLONE_NEWUTS)), "0");
  check("kept", host(), "kept");
  check("bind_own_mounts", call(mount("/proc/self/ns/mnt", "bound", 0, MS_BIND, 0)), "EINVAL");
  must(unshare(CLONE_NEWUSER));
  unsigned uid = 77;
  int nested = namespace("user");
  check("parent_is_outside", call(ioctl(nested, GET_PARENT)), "EPERM");
  check("owner_uid", call(ioctl(nested, GET_OWNER_UID, &uid)), "0");
  check("owner_is", uid, 65534);
  check("owner_of_old_uts", call(ioctl(uts, GET_USERNS)), "EPERM");
  return verdict();
}
