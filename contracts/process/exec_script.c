/* Contract:  A file that begins with #! is run by its interpreter: argv is it, its one argument, path, the rest.
 * Source:    execve(2), "Interpreter scripts"
 * Covers:    execve
 */
#include "contract.h"

int main(int argc, char **argv) {
  if (argc < 3) {
    scratch();
    int fd = (int)must(open("script", O_CREAT | O_WRONLY, 0700));
    const char *first = "#! /proc/self/exe  one argument \nthe rest is not read\n";
    must(write(fd, first, strlen(first)));
    must(close(fd));
    must(execve("./script", (char *[]){"lost", "first", "", 0}, (char *[]){"A=1", 0}));
  }
  check("argc", argc, 5);
  check("interpreter", argv[0], "/proc/self/exe");
  check("argument_is_one", argv[1], "one argument");
  check("script", argv[2], "./script");
  check("first", argv[3], "first");
  check("second", argv[4], "");
  check("environment", getenv("A") ? getenv("A") : "missing", "1");
  return verdict();
}
