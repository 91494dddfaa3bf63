/* Contract:  Whoever may not trace a process cannot follow its links, list its descriptors or read its memory map and
 *            environment, but may read its status; capabilities that it has and the reader lacks are enough for that.
 * Source:    proc(5), "ptrace access mode"; ptrace(2), "Ptrace access mode checking"
 * Covers:    open readlink getdents64 capset
 * Requires:  proc
 */
#include "contract.h"
#include "texts.h"

static pid_t target;

static const char *opened(const char *name) {
  int fd = open(proc(target, name), O_RDONLY);
  char byte;
  if (fd < 0) return join("open ", error_name(errno));
  ssize_t n = read(fd, &byte, 1);
  const char *answer = n < 0 ? join("read ", error_name(errno)) : n ? "ok" : "empty";
  close(fd);
  return answer;
}

static void all(const char *when) {
  static const char *const files[] = {"environ", "auxv",  "maps",   "smaps", "io",     "personality", "syscall",
                                      "stack",   "limits", "status", "stat",  "cmdline", "mountinfo",   "cgroup"};
  static const char *const links[] = {"exe", "cwd", "root", "ns/uts"};
  for (size_t i = 0; i < sizeof files / sizeof *files; i++) observe(join(when, files[i]), opened(files[i]));
  for (size_t i = 0; i < sizeof links / sizeof *links; i++)
    observe(join(when, links[i]), made(access(proc(target, links[i]), F_OK)));
  observe(join(when, "fd"), made(open(proc(target, "fd"), O_RDONLY | O_DIRECTORY)));
  observe(join(when, "ns"), made(open(proc(target, "ns"), O_RDONLY | O_DIRECTORY)));
}

int main(void) {
  uint32_t header[2] = {0x20080522, 0}, none[6] = {0};
  target = (pid_t)must(fork());
  if (target == 0)
    for (;;) pause();
  await_sleep(target);
  all("with_");
  must(syscall(SYS_capset, header, none));
  all("without_");
  must(kill(target, SIGKILL));
  siginfo_t info;
  must(waitid(P_PID, (id_t)target, &info, WEXITED | WNOWAIT));
  all("zombie_");
  int directory = (int)must(open(join("/proc/", number(target, 10)), O_RDONLY | O_DIRECTORY));
  int status = (int)must(open(proc(target, "status"), O_RDONLY));
  char byte;
  reap(target);
  check("gone_read", call(read(status, &byte, 1)), "ESRCH");
  check("gone_open", made(openat(directory, "status", O_RDONLY)), "ESRCH");
  check("gone_name", made(open(proc(target, "status"), O_RDONLY)), "ENOENT");
  return verdict();
}
