/* Contract:  A failed execve leaves the caller as it was: ENOENT, EACCES, ENOEXEC, ENOTDIR, ELOOP by what is wrong.
 * Source:    execve(2), ERRORS
 * Covers:    execve
 */
#include "contract.h"

static void make(const char *path, const char *content, int permissions) {
  int fd = (int)must(open(path, O_CREAT | O_WRONLY, permissions));
  must(write(fd, content, strlen(content)));
  must(close(fd));
}

static const char *run(const char *path) { return call(execve(path, (char *[]){"x", 0}, (char *[]){0})); }

int main(void) {
  scratch();
  umask(0);
  make("plain", "text", 0644);
  make("text", "just text\n", 0755);
  make("empty", "", 0755);
  make("lost", "#!/none/such\n", 0755);
  make("elf", "\177ELF but not really", 0755);
  must(mkdir("dir", 0755));
  must(symlink("self", "self"));
  int cloexec = (int)must(open("plain", O_RDONLY | O_CLOEXEC));

  check("missing", run("none"), "ENOENT");
  check("not_executable", run("plain"), "EACCES");
  check("directory", run("dir"), "EACCES");
  check("through_file", run("plain/x"), "ENOTDIR");
  check("no_format", run("text"), "ENOEXEC");
  check("empty_file", run("empty"), "ENOEXEC");
  check("broken_elf", run("elf"), "ENOEXEC");
  check("interpreter_missing", run("lost"), "ENOENT");
  check("link_loop", run("self"), "ELOOP");
  check("empty_path", run(""), "ENOENT");
  check("bad_path", run((char *)8), "EFAULT");
  check("bad_argv", call(syscall(SYS_execve, "/proc/self/exe", 8, 0)), "EFAULT");
  check("device", run("/dev/null"), "EACCES");
  check("still_here", call(fcntl(cloexec, F_GETFD)), "1");
  return verdict();
}
