/* Contract:  A slave takes what its master's group mounts and unmounts, and gives nothing back; a slave that is made
 *            shared passes it on; once the last master is gone it stands alone.
 * Source:    mount_namespaces(7), "MS_SLAVE", "Propagation type transitions"
 * Covers:    mount umount2
 * Requires:  namespaces
 */
#include "contract.h"
#include "texts.h"
#include <sys/mount.h>

static void directory(const char *path) { must(mkdir(path, 0700)); }
static const char *seen(const char *path) { return access(join(path, "/file"), F_OK) ? "no" : "yes"; }

static const char *all(const char *name) {
  return join(join(seen(join("master/", name)), " "),
              join(seen(join("slave/", name)), join(" ", seen(join("peer/", name)))));
}

static void mounted(const char *path) {
  must(mount("none", path, "tmpfs", 0, 0));
  close((int)must(open(join(path, "/file"), O_CREAT | O_WRONLY, 0600)));
}

/* The optional fields of a mount, without numbers: "shared master". */
static const char *fields(const char *name) {
  char *out = contract_text();
  must(read_whole("/proc/self/mountinfo"));
  for (char *line = strtok(whole, "\n"); line; line = strtok(0, "\n")) {
    char *place = strstr(line, name), *end = strstr(line, " - ");
    if (!place || !end || place > end || place[strlen(name)] != ' ') continue;
    *end = 0;
    if (strstr(line, " shared:")) contract_append(out, "shared ");
    if (strstr(line, " master:")) contract_append(out, "master ");
    if (strstr(line, " unbindable")) contract_append(out, "unbindable ");
    return *out ? out : "private";
  }
  return "none";
}

int main(void) {
  scratch();
  directory("master"), directory("slave"), directory("peer");
  must(mount("none", "master", "tmpfs", 0, 0));
  directory("master/1"), directory("master/2"), directory("master/3"), directory("master/4");
  must(mount(0, "master", 0, MS_SHARED, 0));
  must(mount("master", "slave", 0, MS_BIND, 0));
  check("peers", fields("/slave"), "shared ");
  check("make_slave", call(mount(0, "slave", 0, MS_SLAVE, 0)), "0");
  check("slave", fields("/slave"), "master ");
  mounted("master/1");
  check("from_master", all("1"), "yes yes no");
  mounted("slave/2");
  check("not_from_slave", all("2"), "no yes no");
  check("make_shared", call(mount(0, "slave", 0, MS_SHARED, 0)), "0");
  check("both", fields("/slave"), "shared master ");
  must(mount("slave", "peer", 0, MS_BIND, 0));
  check("peer", fields("/peer"), "shared master ");
  mounted("master/3");
  check("passed_on", all("3"), "yes yes yes");
  check("copy_of_slave", fields("/peer/3"), "shared master ");
  check("unmount", call(umount("master/3")), "0");
  check("gone_everywhere", all("3"), "no no no");
  mounted("peer/4");
  check("among_slaves", all("4"), "no yes yes");
  must(mount(0, "master", 0, MS_PRIVATE, 0));
  check("masterless", fields("/slave"), "shared ");
  check("unbindable", call(mount(0, "master", 0, MS_UNBINDABLE, 0)), "0");
  check("unbindable_field", fields("/master"), "unbindable ");
  directory("elsewhere");
  check("bind_unbindable", call(mount("master", "elsewhere", 0, MS_BIND, 0)), "EINVAL");
  check("recursive", call(mount(".", "elsewhere", 0, MS_BIND | MS_REC, 0)), "0");
  check("left_out", fields("/elsewhere/master"), "none");
  return verdict();
}
