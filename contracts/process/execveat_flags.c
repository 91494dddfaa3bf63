/* Contract:  execveat runs a path relative to a directory, or the descriptor itself with AT_EMPTY_PATH; links are refused
 *            with AT_SYMLINK_NOFOLLOW; flags and descriptors are checked; a script by a closing descriptor is ENOENT.
 * Source:    execveat(2), ERRORS
 * Covers:    execveat
 */
#include "contract.h"

static const char *run(int directory, const char *path, int flags) {
  pid_t child = (pid_t)must(fork());
  if (child) {
    int status;
    must(waitpid(child, &status, 0));
    int code = WEXITSTATUS(status);
    return code >= 100 ? error_name(code - 100) : join("ran with ", number(code, 10));
  }
  syscall(SYS_execveat, directory, path, (char *[]){"child", "x", 0}, (char *[]){0}, flags);
  _exit(100 + errno);
}

int main(int count, char **arguments) {
  if (count > 1 && (!strcmp(arguments[0], "child") || !strcmp(arguments[1], "child"))) _exit(count);
  scratch();
  must(mkdir("bin", 0755));
  must(symlink("/proc/self/exe", "bin/link"));
  int script = (int)must(open("bin/script", O_CREAT | O_RDWR, 0755));
  must(write(script, "#!/proc/self/exe child\n", 23));
  must(close(script));
  int directory = (int)must(open("bin", O_RDONLY | O_DIRECTORY));
  int self = (int)must(open("/proc/self/exe", O_RDONLY)), path = (int)must(open("/proc/self/exe", O_PATH));
  int file = (int)must(open("bin/script", O_RDONLY | O_CLOEXEC));

  check("relative", run(directory, "link", 0), "ran with 2");
  check("to_the_cwd", run(AT_FDCWD, "bin/link", 0), "ran with 2");
  check("absolute_ignores_directory", run(77, "/proc/self/exe", 0), "ran with 2");
  check("descriptor", run(self, "", AT_EMPTY_PATH), "ran with 2");
  check("path_descriptor", run(path, "", AT_EMPTY_PATH), "ran with 2");
  check("empty_without_flag", run(self, "", 0), "ENOENT");
  check("link_not_followed", run(directory, "link", AT_SYMLINK_NOFOLLOW), "ELOOP");
  check("no_descriptor", run(77, "link", 0), "EBADF");
  check("no_directory", run(self, "link", 0), "ENOTDIR");
  check("unknown_flag", run(directory, "link", 0x4000), "EINVAL");
  check("missing", run(directory, "none", 0), "ENOENT");
  check("directory", run(directory, "", AT_EMPTY_PATH), "EACCES");
  check("closing_script", run(file, "", AT_EMPTY_PATH), "ENOENT");
  return verdict();
}
