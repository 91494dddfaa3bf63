/* Contract:  In a sticky directory only the owner of the file, of the directory, or CAP_FOWNER may remove or rename.
 * Source:    inode(7), "the sticky bit"; unlink(2), rename(2)
 * Covers:    unlink rename rmdir open
 * Requires:  id-range
 */
#include "contract.h"

static const char *as(unsigned user, int (*what)(void)) {
  pid_t child = (pid_t)must(fork());
  if (child == 0) {
    if (setresgid(user, user, user) || setresuid(user, user, user)) _exit(255);
    _exit(what() == -1 ? errno : 0);
  }
  int status;
  must(waitpid(child, &status, 0));
  return error_name(WEXITSTATUS(status));
}

static int own(void) { return open("own", O_CREAT | O_WRONLY, 0666); }
static int own_directory(void) { return mkdir("own_dir", 0777); }
static int remove_own(void) { return unlink("own"); }
static int remove_directory(void) { return rmdir("own_dir"); }
static int rename_own(void) { return rename("own", "moved"); }
static int rename_over_own(void) { return rename("mine", "moved"); }
static int mine(void) { return open("mine", O_CREAT | O_WRONLY, 0666); }
static int write_moved(void) { return open("moved", O_WRONLY); }
static int remove_moved(void) { return unlink("moved"); }

int main(void) {
  scratch();
  umask(0);
  must(chmod(".", 01777));
  check("1000_makes_a_file", as(1000, own), "0");
  check("1000_makes_a_directory", as(1000, own_directory), "0");
  check("1001_removes_it", as(1001, remove_own), "EPERM");
  check("1001_removes_the_directory", as(1001, remove_directory), "EPERM");
  check("1001_renames_it", as(1001, rename_own), "EPERM");
  check("1000_renames_it", as(1000, rename_own), "0");
  check("1001_makes_its_own", as(1001, mine), "0");
  check("1001_renames_over_it", as(1001, rename_over_own), "EPERM");
  check("1001_may_write_it", as(1001, write_moved), "0");
  check("0_removes_the_directory", as(0, remove_directory), "0");
  must(chmod(".", 0777));
  check("without_sticky", as(1001, remove_moved), "0");
  must(chmod(".", 01777));
  must(chown(".", 1002, 1002));
  check("owner_of_the_directory", as(1002, own), "0");
  check("1001_again", as(1001, rename_own), "EPERM");
  check("1002_renames", as(1002, rename_own), "0");
  return verdict();
}
