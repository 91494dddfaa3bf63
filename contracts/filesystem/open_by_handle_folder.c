/* Contract:  Who administers the user namespace of a file system, and not the machine, may open folders by handles,
 *            with O_DIRECTORY; nobody else may open anything.
 * Source:    fs/fhandle.c, may_decode_fh
 * Covers:    open_by_handle_at
 * Linux:     since 6.11
 * Requires:  namespaces
 */
#include "contract.h"
#include "file-handles.h"
#include <sys/mount.h>

int main(void) {
  scratch();
  must(mkdir("top", 0700));
  must(mount("none", "top", "tmpfs", 0, 0));
  must(chdir("top"));
  must(mkdir("folder", 0700));
  close((int)must(open("folder/file", O_CREAT | O_WRONLY, 0600)));
  struct handle file = handle("folder/file"), folder = handle("folder");
  int mount = (int)must(open(".", O_RDONLY | O_DIRECTORY));
  check("file", opens(mount, &file, O_RDONLY), "EPERM");
  check("folder_as_a_file", opens(mount, &folder, O_RDONLY), "EPERM");
  int fd = by_handle(mount, &folder, O_RDONLY | O_DIRECTORY);
  check("folder", made(fd), "ok");
  check("its_file", faccessat(fd, "file", F_OK, 0), 0);
  close(fd);
  check("path_descriptor", opens((int)must(open(".", O_PATH)), &folder, O_RDONLY | O_DIRECTORY), "EBADF");
  check("working_directory", opens(AT_FDCWD, &folder, O_RDONLY | O_DIRECTORY), "ok");
  check("file_as_folder", opens(mount, &file, O_RDONLY | O_DIRECTORY), "ESTALE");
  must(rename("folder", "moved"));
  check("moved", opens(mount, &folder, O_PATH | O_DIRECTORY), "ok");
  struct handle wrong = folder;
  wrong.bytes = 0;
  check("no_bytes", opens(mount, &wrong, O_RDONLY | O_DIRECTORY), "EINVAL");
  wrong = folder, wrong.bytes = 8;
  check("too_few_bytes", opens(mount, &wrong, O_RDONLY | O_DIRECTORY), "ESTALE");
  wrong = folder, wrong.data[0] ^= 1;
  check("other_generation", opens(mount, &wrong, O_RDONLY | O_DIRECTORY), "ESTALE");
  fd = (int)must(by_handle(mount, &folder, O_RDONLY | O_DIRECTORY));
  must(unlink("moved/file")), must(rmdir("moved"));
  check("removed_but_open", opens(mount, &folder, O_RDONLY | O_DIRECTORY), "ok");
  close(fd);
  check("removed", opens(mount, &folder, O_RDONLY | O_DIRECTORY), "ESTALE");
  must(mkdir("folder", 0700));
  check("made_anew", opens(mount, &folder, O_RDONLY | O_DIRECTORY), "ESTALE");
  folder = handle("folder");
  pid_t child = (pid_t)must(fork());
  if (child == 0) {
    struct { uint32_t version; int pid; } header = {0x20080522, 0};
    uint32_t none[6] = {0};
    if (syscall(SYS_capset, &header, none)) _exit(8);
    _exit(by_handle(mount, &folder, O_RDONLY | O_DIRECTORY) >= 0 ? 0 : errno == EPERM ? 1 : 2);
  }
  check("without_capabilities", reap(child), "exited 1");
  return verdict();
}
