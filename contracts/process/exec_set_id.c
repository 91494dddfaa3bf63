/* Contract:  A program with the set-user-ID or set-group-ID bit runs with its owner's or group's id, which is told by
 *            AT_SECURE and ends the death signal; the bits of scripts and of mounts with nosuid do not count, nor any with
 *            no_new_privs, nor that of a group that may not execute.
 * Source:    execve(2), "Effect on process credentials"; getauxval(3), AT_SECURE; prctl(2), PR_SET_NO_NEW_PRIVS
 * Covers:    execve prctl getresuid getresgid chmod mount
 * Requires:  id-range
 */
#include "contract.h"

#include <elf.h>
#include <sys/mount.h>
#include <sys/prctl.h>
#include <sys/stat.h>
#include <sys/syscall.h>

enum { TOLD = 50, PLAIN = 0, NO_NEW = 1, SUPER = 2 };

struct told {
  uid_t user[3];
  gid_t group[3];
  unsigned long secure;
  int dumpable, death;
  unsigned permitted;
};

/* As the kernel told it: the library makes up its own mind. */
static unsigned long secure(void) {
  char **after = environ;
  while (*after) after++;
  for (Elf64_auxv_t *entry = (Elf64_auxv_t *)(after + 1); entry->a_type; entry++) {
    if (entry->a_type == AT_SECURE) return entry->a_un.a_val;
  }
  return 99;
}

static int report(void) {
  struct told told = {.secure = secure(), .dumpable = prctl(PR_GET_DUMPABLE)};
  struct {
    uint32_t version;
    int pid;
  } header = {0x20080522, 0};
  uint32_t sets[6] = {0};
  getresuid(&told.user[0], &told.user[1], &told.user[2]);
  getresgid(&told.group[0], &told.group[1], &told.group[2]);
  prctl(PR_GET_PDEATHSIG, &told.death);
  syscall(SYS_capget, &header, sets);
  told.permitted = sets[1];
  return write(TOLD, &told, sizeof told) == sizeof told ? 0 : 1;
}

static const char *three(const unsigned ids[3]) {
  return join(join(number(ids[0], 10), "/"), join(join(number(ids[1], 10), "/"), number(ids[2], 10)));
}

/* Runs a program as user and group 1000 (or as user 0), and tells what it found itself to be. */
static void run(const char *key, const char *path, int how, const char *users, const char *groups, int secure) {
  struct told told = {0};
  int p[2];
  must(pipe(p));
  pid_t child = (pid_t)must(fork());
  if (child == 0) {
    dup2(p[1], TOLD);
    if (how == NO_NEW) prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0);
    if (how != SUPER && (setresgid(1000, 1000, 1000) || setresuid(1000, 1000, 1000))) _exit(8);
    prctl(PR_SET_PDEATHSIG, SIGUSR1);
    execl(path, "report", (char *)0);
    _exit(9);
  }
  check(key, reap(child), "exited 0");
  must(read(p[0], &told, sizeof told));
  check(join(key, "_users"), three(told.user), users);
  check(join(key, "_groups"), three(told.group), groups);
  check(join(key, "_secure"), (long)told.secure, secure);
  check(join(key, "_dumpable"), told.dumpable == 1, !secure);
  check(join(key, "_death_signal"), told.death, secure ? 0 : SIGUSR1);
  check(join(key, "_capabilities"), told.permitted ? "some" : "none", told.user[1] == 0 ? "some" : "none");
  close(p[0]);
  close(p[1]);
}

static void copy(const char *to, uid_t user, gid_t group, mode_t mode) {
  static char bytes[65536];
  ssize_t size;
  int from = (int)must(open("/proc/self/exe", O_RDONLY)), fd = (int)must(open(to, O_CREAT | O_WRONLY, 0700));
  while ((size = must(read(from, bytes, sizeof bytes))) > 0) must(write(fd, bytes, (size_t)size));
  must(close(from));
  must(fchown(fd, user, group));
  must(fchmod(fd, mode));
  must(close(fd));
}

int main(int argc, char **argv) {
  if (argc && (!strcmp(argv[0], "report") || (argc > 1 && !strcmp(argv[1], "./script")))) return report();
  scratch();
  must(chmod(".", 0755));
  copy("plain", 7, 8, 0755);
  copy("user", 7, 8, 04755);
  copy("group", 7, 8, 02755);
  copy("group_without_x", 7, 8, 02745);
  copy("both", 7, 8, 06755);
  copy("root", 0, 0, 04755);
  copy("own", 1000, 1000, 06755);
  int script = (int)must(open("script", O_CREAT | O_WRONLY, 0700));
  must(write(script, "#!./plain\n", 10));
  must(fchown(script, 7, 8));
  must(fchmod(script, 06755));
  must(close(script));
  run("plain", "./plain", PLAIN, "1000/1000/1000", "1000/1000/1000", 0);
  run("user", "./user", PLAIN, "1000/7/7", "1000/1000/1000", 1);
  run("group", "./group", PLAIN, "1000/1000/1000", "1000/8/8", 1);
  run("group_without_x", "./group_without_x", PLAIN, "1000/1000/1000", "1000/1000/1000", 0);
  run("both", "./both", PLAIN, "1000/7/7", "1000/8/8", 1);
  run("root", "./root", PLAIN, "1000/0/0", "1000/1000/1000", 1);
  run("own", "./own", PLAIN, "1000/1000/1000", "1000/1000/1000", 0);
  run("script", "./script", PLAIN, "1000/1000/1000", "1000/1000/1000", 0);
  run("no_new_privs", "./both", NO_NEW, "1000/1000/1000", "1000/1000/1000", 0);
  run("root_runs_plain", "./plain", SUPER, "0/0/0", "0/0/0", 0);

  must(mkdir("mounted", 0755));
  must(mount("tmpfs", "mounted", "tmpfs", MS_NOSUID, "mode=755"));
  copy("mounted/both", 7, 8, 06755);
  run("nosuid", "mounted/both", PLAIN, "1000/1000/1000", "1000/1000/1000", 0);
  return verdict();
}
