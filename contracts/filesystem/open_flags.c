/* Contract:  O_CREAT, O_EXCL, O_TRUNC, O_DIRECTORY and O_NOFOLLOW each do their part in open.
 * Source:    open(2)
 * Covers:    open
 */
#include "contract.h"

static const char *try(const char *path, int flags) {
  int fd = open(path, flags, 0600);
  if (fd == -1) return error_name(errno);
  struct stat st;
  must(fstat(fd, &st));
  must(close(fd));
  return join("size ", number(S_ISDIR(st.st_mode) ? 0 : st.st_size, 10));
}

int main(void) {
  scratch();
  check("missing", try("file", O_RDONLY), "ENOENT");
  check("creat", try("file", O_WRONLY | O_CREAT), "size 0");
  check("creat_existing", try("file", O_WRONLY | O_CREAT), "size 0");
  check("excl_existing", try("file", O_WRONLY | O_CREAT | O_EXCL), "EEXIST");
  check("excl_new", try("fresh", O_WRONLY | O_CREAT | O_EXCL), "size 0");
  int fd = (int)must(open("file", O_WRONLY));
  must(write(fd, "12345", 5));
  check("plain_keeps", try("file", O_WRONLY), "size 5");
  check("trunc", try("file", O_WRONLY | O_TRUNC), "size 0");
  must(write(fd, "6", 1));
  check("other_offset_stays", try("file", O_RDONLY), "size 6");

  must(mkdir("dir", 0700));
  must(symlink("file", "link"));
  must(symlink("none", "dangling"));
  check("directory_read", try("dir", O_RDONLY), "size 0");
  check("directory_write", try("dir", O_WRONLY), "EISDIR");
  check("directory_creat", try("dir", O_RDONLY | O_CREAT), "EISDIR");
  check("o_directory_on_file", try("file", O_RDONLY | O_DIRECTORY), "ENOTDIR");
  check("o_directory_on_directory", try("dir", O_RDONLY | O_DIRECTORY), "size 0");
  check("slash_after_file", try("file/", O_RDONLY), "ENOTDIR");
  check("through_file", try("file/x", O_RDONLY), "ENOTDIR");
  check("nofollow_link", try("link", O_RDONLY | O_NOFOLLOW), "ELOOP");
  check("nofollow_file", try("file", O_RDONLY | O_NOFOLLOW), "size 6");
  check("excl_on_dangling", try("dangling", O_WRONLY | O_CREAT | O_EXCL), "EEXIST");
  check("creat_through_dangling", try("dangling", O_WRONLY | O_CREAT), "size 0");
  check("link_target_made", try("none", O_RDONLY), "size 0");
  check("empty_path", try("", O_RDONLY), "ENOENT");
  check("bad_pointer", try((char *)8, O_RDONLY), "EFAULT");
  return verdict();
}
