/* Contract:  openat2 refuses what open overlooks: unknown flags, a mode without O_CREAT, a wrong size of its struct.
 * Source:    openat2(2)
 * Covers:    openat2 open
 */
#include "contract.h"

struct how {
  uint64_t flags, mode, resolve, more;
};

static const char *open2(const char *path, struct how how, size_t size) {
  return made(syscall(SYS_openat2, AT_FDCWD, path, &how, size));
}

int main(void) {
  scratch();
  umask(0);
  check("creat", open2("file", (struct how){.flags = O_CREAT | O_RDWR, .mode = 0640}, 24), "ok");
  struct stat st;
  must(stat("file", &st));
  check("mode", mode(st.st_mode), "S_IFREG 0640");
  check("mode_without_creat", open2("file", (struct how){.flags = O_RDWR, .mode = 0640}, 24), "EINVAL");
  check("mode_too_large", open2("other", (struct how){.flags = O_CREAT | O_RDWR, .mode = 010000}, 24), "EINVAL");
  check("open_cuts_the_mode", made(syscall(SYS_open, "cut", O_CREAT | O_RDWR, 010600)), "ok");
  check("unknown_flag", open2("file", (struct how){.flags = 1ull << 40}, 24), "EINVAL");
  check("unknown_flag_low", open2("file", (struct how){.flags = 0x40000000}, 24), "EINVAL");
  check("open_overlooks_it", made(syscall(SYS_open, "file", 0x40000000)), "ok");
  check("path_and_access", open2("file", (struct how){.flags = O_PATH | O_RDWR}, 24), "EINVAL");
  check("open_drops_it", made(syscall(SYS_open, "file", O_PATH | O_RDWR)), "ok");
  check("path_and_directory", open2(".", (struct how){.flags = O_PATH | O_DIRECTORY | O_CLOEXEC}, 24), "ok");
  check("too_small", open2("file", (struct how){0}, 23), "EINVAL");
  check("zero", open2("file", (struct how){0}, 0), "EINVAL");
  check("larger_and_zero", open2("file", (struct how){0}, 32), "ok");
  check("larger_and_used", open2("file", (struct how){.more = 1}, 32), "E2BIG");
  check("larger_than_a_page", open2("file", (struct how){0}, 4097), "E2BIG");
  check("bad_pointer", made(syscall(SYS_openat2, AT_FDCWD, "file", (void *)16, 24)), "EFAULT");
  check("bad_path", open2((char *)16, (struct how){0}, 24), "EFAULT");
  check("creat_and_directory", open2("x", (struct how){.flags = O_CREAT | O_DIRECTORY, .mode = 0600}, 24), "EINVAL");
  check("open_creat_and_directory", made(open("x", O_CREAT | O_DIRECTORY, 0600)), "EINVAL");
  check("tmpfile_read_only", open2(".", (struct how){.flags = O_TMPFILE | O_RDONLY, .mode = 0600}, 24), "EINVAL");
  check("bad_descriptor", made(syscall(SYS_openat2, 99, "file", &(struct how){0}, 24)), "EBADF");
  return verdict();
}
