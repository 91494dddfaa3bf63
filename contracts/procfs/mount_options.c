/* Contract:  A mount of /proc can hide processes from who may not look into them: `noaccess` closes their directories,
 *            `invisible` takes their names away, but for the group `gid`; `ptraceable` knows no such group; and
 *            `subset=pid` leaves nothing but processes. The options are the mount's own, and a remount changes them.
 * Source:    proc(5), "Mount options"
 * Covers:    mount open stat getdents64
 * Requires:  namespaces id-range proc
 */
#include "contract.h"
#include "texts.h"
#include <dirent.h>
#include <grp.h>
#include <sys/mount.h>

/* What user 1 sees of a process of user 0: its directory, what is in it, its name in the listing. */
static const char *stranger(void) {
  char directory[32], *out = contract_text();
  struct stat st;
  int listed = 0;
  snprintf(directory, sizeof directory, "proc/%d", getppid());
  must(setgroups(0, 0));
  must(setresgid(1, 1, 1));
  must(setresuid(1, 1, 1));
  const char *seen = call(stat(directory, &st)), *opened = made(open(directory, O_RDONLY));
  const char *inside = made(open(join(directory, "/stat"), O_RDONLY));
  DIR *stream = opendir("proc");
  for (struct dirent *entry; stream && (entry = readdir(stream));) listed |= !strcmp(entry->d_name, strchr(directory, '/') + 1);
  snprintf(out, CONTRACT_TEXT, "%s %s %s %s %s", seen, opened, inside, listed ? "listed" : "unlisted",
           made(open("proc/self/stat", O_RDONLY)));
  return out;
}

static const char *with(const char *options) {
  if (mount("none", "proc", "proc", MS_REMOUNT, options)) return error_name(errno);
  return said_by_child(0, stranger);
}

/* The last of the options that mountinfo tells of the newest mount. */
static const char *shown(void) {
  read_whole("/proc/self/mountinfo");
  char *option = strrchr(whole, ',') + 1;
  return text(option, (long)strcspn(option, "\n"));
}

/* Names of the root that are no processes, but for "." and "..". */
static const char *others(void) {
  char *out = contract_text();
  DIR *stream = opendir("proc");
  for (struct dirent *entry; stream && (entry = readdir(stream));)
    if (entry->d_name[0] != '.' && (entry->d_name[0] < '0' || entry->d_name[0] > '9'))
      contract_append(contract_append(out, entry->d_name), " ");
  closedir(stream);
  return out;
}

int main(void) {
  scratch();
  must(unshare(CLONE_NEWNS));
  must(mkdir("proc", 0755));
  must(chmod(".", 0755));
  check("mount", call(mount("none", "proc", "proc", 0, "gid=2")), "0");
  check("off", said_by_child(0, stranger), "0 ok ok listed ok");
  check("noaccess", with("hidepid=1"), "0 EPERM EPERM listed ok");
  check("invisible", with("hidepid=invisible"), "ENOENT ENOENT ENOENT unlisted ok");
  check("shown", shown(), "hidepid=invisible");
  check("group", with("gid=1"), "0 ok ok listed ok");
  check("ptraceable", with("hidepid=4"), "ENOENT ENOENT ENOENT unlisted ok");
  check("elsewhere", call(open("/proc/1/stat", O_RDONLY) < 0 ? -1 : 0), "0");
  check("unknown", with("hidepid=3"), "EINVAL");
  check("unknown_subset", with("subset=all"), "EINVAL");
  check("subset", call(mount("none", "proc", "proc", 0, "subset=pid")), "0");
  check("names", others(), "self thread-self ");
  check("gone", call(open("proc/cpuinfo", O_RDONLY)), "ENOENT");
  check("still_there", made(open("proc/self/stat", O_RDONLY)), "ok");
  return verdict();
}
