/* Contract:  uid_map takes lines of three numbers, without overlaps or wrapping, in one write at offset 0; and only ids
 *            that the writer may give away.
 * Source:    user_namespaces(7), "Defining user and group ID mappings: writing to uid_map and gid_map"
 * Covers:    unshare write pwrite64
 * Requires:  namespaces
 */
#include "contract.h"
#include "texts.h"

/* What a write to the map of a new namespace answers. */
static const char *try(const char *file, const char *content) {
  int p[2];
  char answer[64];
  must(pipe(p));
  pid_t child = (pid_t)must(fork());
  if (child == 0) {
    if (unshare(CLONE_NEWUSER)) _exit(1);
    const char *said = put(file, content);
    _exit(write(p[1], said, strlen(said)) < 0);
  }
  close(p[1]);
  const char *said = text(answer, read(p[0], answer, sizeof answer));
  close(p[0]);
  reap(child);
  return said;
}

static const char *at_offset(void) {
  if (unshare(CLONE_NEWUSER)) return error_name(errno);
  int fd = open("/proc/self/uid_map", O_WRONLY);
  return call(pwrite(fd, "0 0 1\n", 6, 1));
}

static const char *in_parts(void) {
  if (unshare(CLONE_NEWUSER)) return error_name(errno);
  int fd = open("/proc/self/uid_map", O_WRONLY);
  const char *first = call(write(fd, "0 0 1\n", 6));
  return join(join(first, " "), call(write(fd, "1 1 1\n", 6)));
}

int main(void) {
  static const struct {
    const char *key, *file, *text;
  } tries[] = {
      {"one_line", "/proc/self/uid_map", "0 0 1"},
      {"spaces", "/proc/self/uid_map", "  5\t0   1  \n"},
      {"empty", "/proc/self/uid_map", "\n"},
      {"two_numbers", "/proc/self/uid_map", "0 0\n"},
      {"four_numbers", "/proc/self/uid_map", "0 0 1 1\n"},
      {"words", "/proc/self/uid_map", "a b c\n"},
      {"negative", "/proc/self/uid_map", "0 -1 1\n"},
      {"no_ids", "/proc/self/uid_map", "0 0 0\n"},
      {"wraps", "/proc/self/uid_map", "4294967290 0 10\n"},
      {"last_id", "/proc/self/uid_map", "4294967295 0 1\n"},
      {"overlaps", "/proc/self/uid_map", "0 0 1\n0 1 1\n"},
      {"overlaps_outside", "/proc/self/uid_map", "0 0 1\n1 0 1\n"},
      {"another_id", "/proc/self/uid_map", "0 1 1\n"},
      {"two_ids", "/proc/self/uid_map", "0 0 2\n"},
      {"two_lines", "/proc/self/uid_map", "0 0 1\n1 1 1\n"},
      {"unmapped_above", "/proc/self/uid_map", "0 70000 1\n"},
  };
  for (size_t i = 0; i < sizeof tries / sizeof *tries; i++) observe(tries[i].key, try(tries[i].file, tries[i].text));
  check("at_offset", said_by_child(0, at_offset), "ESPIPE");
  check("in_parts", said_by_child(0, in_parts), "6 EINVAL");
  check("ours", put("/proc/self/uid_map", "0 0 1\n"), "EPERM");
  return verdict();
}
