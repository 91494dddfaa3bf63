/* Contract:  name_to_handle_at names a file by bytes that are the same for all its names and different for others, says
 *            how much room they take, and tells the mount's id.
 * Source:    open_by_handle_at(2); fs/fhandle.c
 * Covers:    name_to_handle_at
 * Linux:     since 6.13
 */
#include "contract.h"
#include "file-handles.h"

int main(void) {
  scratch();
  close((int)must(open("file", O_CREAT | O_WRONLY, 0600)));
  close((int)must(open("other", O_CREAT | O_WRONLY, 0600)));
  must(link("file", "second")), must(symlink("file", "link")), must(mkdir("folder", 0700));
  struct handle a = {.bytes = 0}, b = {.bytes = 128};
  int id = -1;
  uint64_t unique = 0;
  check("no_room", call(handle_of(AT_FDCWD, "file", &a, &id, 0)), "EOVERFLOW");
  check("room_it_takes", a.bytes, 12);
  check("handle", call(handle_of(AT_FDCWD, "file", &a, &id, 0)), "0");
  check("bytes", a.bytes, 12);
  check("type", a.type, 1);
  uint64_t status[32];
  must(syscall(SYS_statx, AT_FDCWD, "file", 0, 0x1000, status));
  check("mount_id", id == (int)status[18], 1);
  check("more_room", call(handle_of(AT_FDCWD, "second", &b, &id, 0)), "0");
  check("bytes_of_more", b.bytes, 12);
  check("same", same_handle(&a, &b), 1);
  check("follow", call(handle_of(AT_FDCWD, "link", &b, &id, FOLLOW)), "0");
  check("followed", same_handle(&a, &b), 1);
  check("link", call(handle_of(AT_FDCWD, "link", &b, &id, 0)), "0");
  check("not_followed", same_handle(&a, &b), 0);
  check("other", call(handle_of(AT_FDCWD, "other", &b, &id, 0)), "0");
  check("differs", same_handle(&a, &b), 0);
  check("folder", call(handle_of(AT_FDCWD, "folder", &b, &id, 0)), "0");
  int fd = (int)must(open("file", O_RDONLY));
  check("empty_path", call(handle_of(fd, "", &b, &id, EMPTY)), "0");
  check("same_by_descriptor", same_handle(&a, &b), 1);
  check("empty_path_unasked", call(handle_of(fd, "", &b, &id, 0)), "ENOENT");
  check("unique_id", call(handle_of(AT_FDCWD, "file", &b, &unique, UNIQUE_ID)), "0");
  must(syscall(SYS_statx, AT_FDCWD, "file", 0, 0x4000, status));
  check("unique_id_is_statx", unique == status[18], 1);
  check("fid", call(handle_of(AT_FDCWD, "file", &b, &id, HANDLE_FID)), "0");
  check("fid_is_the_same", same_handle(&a, &b), 1);
  b.bytes = 129;
  check("too_much_room", call(handle_of(AT_FDCWD, "file", &b, &id, 0)), "EINVAL");
  b.bytes = 128;
  check("unknown_flag", call(handle_of(AT_FDCWD, "file", &b, &id, 0x800)), "EINVAL");
  check("fid_and_connectable", call(handle_of(AT_FDCWD, "file", &b, &id, HANDLE_FID | CONNECTABLE)), "EINVAL");
  check("no_file", call(handle_of(AT_FDCWD, "none", &b, &id, 0)), "ENOENT");
  check("no_handle", call(handle_of(AT_FDCWD, "file", 0, &id, 0)), "EFAULT");
  check("no_mount_id", call(handle_of(AT_FDCWD, "file", &b, 0, 0)), "EFAULT");
  check("proc_has_none", call(handle_of(AT_FDCWD, "/proc/self/stat", &b, &id, 0)), "EOPNOTSUPP");
  b.bytes = 128;
  check("proc_fid", call(handle_of(AT_FDCWD, "/proc/version", &b, &id, HANDLE_FID)), "0");
  check("proc_fid_bytes", b.bytes, 12);
  check("proc_fid_type", number(b.type, 16), "0x81");
  int p[2];
  must(pipe(p));
  check("pipe", call(handle_of(p[0], "", &b, &id, EMPTY)), "EOPNOTSUPP");
  return verdict();
}
