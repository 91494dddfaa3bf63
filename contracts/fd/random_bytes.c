/* Contract:  getrandom, /dev/urandom and /dev/random fill the whole buffer with bytes that are all different from call to call.
 * Source:    getrandom(2), random(4)
 * Covers:    getrandom read write
 */
#include "contract.h"

#include <sys/random.h>

enum { SIZE = 4096 };

/* Whether bytes look random: of 4,096, every value is likely to occur, and none more than 64 times. */
static const char *looks(const unsigned char *bytes, long size) {
  int counts[256] = {0}, values = 0, most = 0;
  if (size != SIZE) return call(size);
  for (int i = 0; i < SIZE; i++) counts[bytes[i]]++;
  for (int i = 0; i < 256; i++) {
    values += counts[i] != 0;
    if (counts[i] > most) most = counts[i];
  }
  return values < 200 ? "few values" : most > 64 ? "one value often" : "random";
}

int main(void) {
  static unsigned char first[SIZE], second[SIZE];
  check("getrandom", looks(first, getrandom(first, SIZE, 0)), "random");
  check("again", looks(second, getrandom(second, SIZE, GRND_NONBLOCK)), "random");
  check("other_bytes", memcmp(first, second, SIZE) != 0, 1);
  check("insecure", looks(first, getrandom(first, SIZE, 4 /* GRND_INSECURE */)), "random");
  check("both_kinds", call(getrandom(first, SIZE, 4 | GRND_RANDOM)), "EINVAL");
  check("unknown_flag", call(getrandom(first, SIZE, 8)), "EINVAL");
  int device = (int)must(open("/dev/urandom", O_RDWR));
  check("urandom", looks(first, read(device, first, SIZE)), "random");
  check("urandom_again", looks(second, read(device, second, SIZE)), "random");
  check("urandom_other_bytes", memcmp(first, second, SIZE) != 0, 1);
  check("anybody_may_add", call(write(device, "x", 1)), "1");
  check("seek", call(lseek(device, 100, SEEK_SET)), "0");
  int other = (int)must(open("/dev/random", O_RDONLY));
  check("random", looks(first, read(other, first, SIZE)), "random");
  memset(first, 0, SIZE);
  check("odd_size", call(getrandom(first, 7, 0)), "7");
  check("no_more_than_asked", first[7], 0);
  return verdict();
}
