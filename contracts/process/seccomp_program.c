/* Contract:  A filter loads aligned words of struct seccomp_data, calculates, jumps forward and returns; what else classic
 *            BPF has is refused, and so are words of memory that were not written on every way there.
 * Source:    seccomp(2); Linux seccomp_check_filter, bpf_check_classic
 * Covers:    seccomp
 */
#include "seccomp.h"

static const struct instruction *tried;
static unsigned short length;

static void attaches(void) {
  struct program program = {length, tried};
  _exit(seccomp(SET_MODE_FILTER, 0, &program) ? errno & 127 : 0);
}

static void attach(const char *key, const char *expected, unsigned short count, const struct instruction *filter) {
  tried = filter;
  length = count;
  check(key, in_child(attaches), strcmp(expected, "0") ? join("exited ", number(EINVAL, 10)) : "exited 0");
}

#define ATTACH(key, expected, ...)                                                                                     \
  attach(key, expected, sizeof((struct instruction[]){__VA_ARGS__}) / sizeof(struct instruction),                      \
         (struct instruction[]){__VA_ARGS__})
#define END {RETURN, 0, 0, RET_ALLOW}

int main(void) {
  no_new_privileges();
  ATTACH("allow", "0", END);
  ATTACH("return_a", "0", {0x00, 0, 0, RET_ALLOW}, {0x16, 0, 0, 0});
  ATTACH("return_x", "EINVAL", {0x0e, 0, 0, 0});
  ATTACH("no_return", "EINVAL", {0x00, 0, 0, 0});
  ATTACH("last_word", "0", {LOAD, 0, 0, 60}, END);
  ATTACH("beyond", "EINVAL", {LOAD, 0, 0, 64}, END);
  ATTACH("unaligned", "EINVAL", {LOAD, 0, 0, 2}, END);
  ATTACH("half", "EINVAL", {0x28, 0, 0, 0}, END);
  ATTACH("byte", "EINVAL", {0x30, 0, 0, 0}, END);
  ATTACH("indirect", "EINVAL", {0x40, 0, 0, 0}, END);
  ATTACH("ancillary", "EINVAL", {LOAD, 0, 0, 0xfffff000u}, END);
  ATTACH("length", "0", {0x80, 0, 0, 0}, {0x81, 0, 0, 0}, END);
  ATTACH("ip_header", "EINVAL", {0xb1, 0, 0, 0}, END);
  ATTACH("remainder", "EINVAL", {0x94, 0, 0, 3}, END);
  ATTACH("calculation", "0", {0x04, 0, 0, 1}, {0x1c, 0, 0, 0}, {0x24, 0, 0, 3}, {0xa4, 0, 0, 1}, {0x84, 0, 0, 0}, END);
  ATTACH("division_by_0", "EINVAL", {0x34, 0, 0, 0}, END);
  ATTACH("shift_by_32", "EINVAL", {0x64, 0, 0, 32}, END);
  ATTACH("memory", "0", {0x02, 0, 0, 15}, {0x60, 0, 0, 15}, END);
  ATTACH("memory_16", "EINVAL", {0x02, 0, 0, 16}, END);
  ATTACH("memory_unwritten", "EINVAL", {0x60, 0, 0, 3}, END);
  ATTACH("memory_written_on_one_way", "EINVAL", {JUMP_EQUAL, 0, 1, 0}, {0x02, 0, 0, 3}, {0x60, 0, 0, 3}, END);
  ATTACH("memory_written_on_both", "0", {JUMP_EQUAL, 0, 2, 0}, {0x02, 0, 0, 3}, {0x05, 0, 0, 1}, {0x03, 0, 0, 3},
         {0x60, 0, 0, 3}, END);
  ATTACH("jump_beyond", "EINVAL", {0x05, 0, 0, 1}, END);
  ATTACH("branch_beyond", "EINVAL", {JUMP_EQUAL, 1, 0, 0}, END);
  ATTACH("unknown", "EINVAL", {0xff, 0, 0, 0}, END);
  attach("empty", "EINVAL", 0, &(struct instruction)END);
  attach("too_long", "EINVAL", 4097, &(struct instruction)END);
  return verdict();
}
