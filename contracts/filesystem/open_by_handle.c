/* Contract:  open_by_handle_at opens the file that a handle names, wherever it has gone meanwhile, and says ESTALE once it
 *            is no more.
 * Source:    open_by_handle_at(2); fs/fhandle.c, mm/shmem.c
 * Covers:    open_by_handle_at name_to_handle_at
 * Requires:  real-root
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
  int fd = (int)must(open("folder/file", O_CREAT | O_WRONLY, 0600));
  must(write(fd, "content", 7));
  close(fd);
  must(symlink("folder", "link"));
  struct handle file = handle("folder/file"), folder = handle("folder"), link = handle("link");
  int mount = (int)must(open(".", O_RDONLY | O_DIRECTORY));
  char bytes[16];
  fd = by_handle(mount, &file, O_RDWR);
  check("open", made(fd), "ok");
  check("flags", open_flags(fcntl(fd, F_GETFL)), "O_RDWR");
  check("content", text(bytes, read(fd, bytes, sizeof bytes)), "content");
  close(fd);
  must(rename("folder/file", "moved"));
  fd = by_handle(mount, &file, O_RDONLY | O_CLOEXEC);
  check("moved", text(bytes, read(fd, bytes, sizeof bytes)), "content");
  check("close_on_exec", descriptor_flags(fcntl(fd, F_GETFD)), "FD_CLOEXEC");
  struct stat a, b;
  must(fstat(fd, &a)), must(stat("moved", &b));
  check("same_inode", a.st_ino == b.st_ino, 1);
  close(fd);
  fd = by_handle(mount, &folder, O_RDONLY | O_DIRECTORY);
  check("folder", made(fd), "ok");
  check("below_it", made(openat(fd, "new", O_CREAT | O_WRONLY, 0600)), "ok");
  check("folder_for_writing", opens(mount, &folder, O_RDWR), "EISDIR");
  check("file_as_folder", opens(mount, &file, O_RDONLY | O_DIRECTORY), "ENOTDIR");
  check("link", opens(mount, &link, O_RDONLY), "ELOOP");
  check("link_itself", opens(mount, &link, O_PATH), "ok");
  int any = (int)must(open("moved", O_RDONLY));
  check("any_file_of_the_mount", opens(any, &file, O_RDONLY), "ok");
  check("path_descriptor", opens((int)must(open(".", O_PATH)), &file, O_RDONLY), "EBADF");
  check("working_directory", opens(AT_FDCWD, &file, O_RDONLY), "ok");
  check("other_mount", opens((int)must(open("/proc", O_RDONLY)), &file, O_RDONLY), "ESTALE");
  check("bad_descriptor", opens(99, &file, O_RDONLY), "EBADF");
  struct handle wrong = file;
  wrong.bytes = 0;
  check("no_bytes", opens(mount, &wrong, O_RDONLY), "EINVAL");
  wrong.bytes = 129;
  check("too_many_bytes", opens(mount, &wrong, O_RDONLY), "EINVAL");
  wrong = file, wrong.bytes = 8;
  check("too_few_bytes", opens(mount, &wrong, O_RDONLY), "ESTALE");
  wrong = file, wrong.data[0] ^= 1;
  check("other_generation", opens(mount, &wrong, O_RDONLY), "ESTALE");
  check("bad_address", opens(mount, 0, O_RDONLY), "EFAULT");
  close(any);
  any = (int)must(open("moved", O_RDONLY));
  must(unlink("moved"));
  check("unlinked_but_open", opens(mount, &file, O_RDONLY), "ok");
  close(any);
  check("gone", opens(mount, &file, O_RDONLY), "ESTALE");
  return verdict();
}
