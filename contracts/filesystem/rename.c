/* Contract:  rename within one tmpfs: file over file, directory over empty directory, across directories, in one
 *            step.
 * Source:    rename(2)
 * Behaviour: B04
 * Covers:    rename mkdir
 */
#include "contract.h"

static void make(const char *path, const char *content) {
  int fd = (int)must(open(path, O_WRONLY | O_CREAT | O_TRUNC, 0600));
  must(write(fd, content, strlen(content)));
  must(close(fd));
}

static const char *content(const char *path) {
  char buffer[16];
  int fd = open(path, O_RDONLY);
  if (fd == -1) return error_name(errno);
  const char *bytes = text(buffer, read(fd, buffer, sizeof buffer));
  must(close(fd));
  return bytes;
}

int main(void) {
  scratch();
  make("a", "one");
  make("b", "two");
  must(mkdir("d", 0700));
  must(mkdir("empty", 0700));
  must(mkdir("full", 0700));
  make("full/x", "three");
  int old_b = (int)must(open("b", O_RDONLY));

  check("file_over_file", call(rename("a", "b")), "0");
  check("new_name", content("b"), "one");
  check("old_name", content("a"), "ENOENT");
  char buffer[8];
  check("replaced_file_lives_while_open", text(buffer, read(old_b, buffer, sizeof buffer)), "two");
  check("into_directory", call(rename("b", "d/b")), "0");
  check("into_directory_content", content("d/b"), "one");
  check("directory_over_empty", call(rename("full", "empty")), "0");
  check("directory_content", content("empty/x"), "three");
  check("directory_across", call(rename("empty", "d/sub")), "0");
  check("directory_across_content", content("d/sub/x"), "three");
  check("dot_dot_follows", content("d/sub/../b"), "one");
  check("onto_itself", call(rename("d/b", "d/b")), "0");
  must(link("d/b", "hard"));
  check("hard_links_of_one_file", call(rename("hard", "d/b")), "0");
  check("hard_link_stays", content("hard"), "one");

  must(mkdir("e", 0700));
  check("directory_over_full", call(rename("e", "d")), "ENOTEMPTY");
  check("directory_over_file", call(rename("e", "hard")), "ENOTDIR");
  check("file_over_directory", call(rename("hard", "e")), "EISDIR");
  check("into_itself", call(rename("d", "d/sub/d")), "EINVAL");
  check("missing", call(rename("none", "x")), "ENOENT");
  check("missing_directory", call(rename("hard", "none/x")), "ENOENT");
  return verdict();
}
