/* Contract:  /proc/sys/kernel/random/uuid is a random UUID of version 4, another at each read; boot_id stays the same.
 * Source:    random(4); RFC 4122
 * Covers:    read pread64
 * Requires:  proc
 */
#include "contract.h"

static const char *form(const char *uuid, long size) {
  if (size != 37) return number(size, 10);
  for (int i = 0; i < 36; i++) {
    int isDash = i == 8 || i == 13 || i == 18 || i == 23;
    if (isDash != (uuid[i] == '-') || (!isDash && !strchr("0123456789abcdef", uuid[i]))) return "not of its form";
  }
  if (uuid[14] != '4') return "not of version 4";
  return strchr("89ab", uuid[19]) ? "random" : "of another variant";
}

int main(void) {
  char first[64], second[64];
  int fd = (int)must(open("/proc/sys/kernel/random/uuid", O_RDONLY));
  check("uuid", form(first, pread(fd, first, sizeof first, 0)), "random");
  check("again", form(second, pread(fd, second, sizeof second, 0)), "random");
  check("another", memcmp(first, second, 36) != 0, 1);
  for (int i = 0; i < 16; i++)
    if (strcmp(form(first, pread(fd, first, sizeof first, 0)), "random")) check("sixteen", "not all", "all");
  fd = (int)must(open("/proc/sys/kernel/random/boot_id", O_RDONLY));
  check("boot_id", form(first, pread(fd, first, sizeof first, 0)), "random");
  check("boot_id_again", form(second, pread(fd, second, sizeof second, 0)), "random");
  check("the_same", memcmp(first, second, 37), 0);
  check("not_to_be_written", made(open("/proc/sys/kernel/random/uuid", O_WRONLY)), "EACCES");
  return verdict();
}
