/* Contract:  A non-blocking write of up to PIPE_BUF bytes goes whole or not at all; a longer one may go in part.
 * Source:    pipe(7), PIPE_BUF
 * Covers:    pipe2 write
 */
#include "contract.h"

static char bytes[2 * 65536];

int main(void) {
  int p[2];
  must(pipe2(p, O_NONBLOCK));
  check("longer_than_the_pipe", call(write(p[1], bytes, sizeof bytes)), "65536");
  check("full_small", call(write(p[1], bytes, 1)), "EAGAIN");
  check("full_large", call(write(p[1], bytes, 8192)), "EAGAIN");
  check("full_nothing", call(write(p[1], bytes, 0)), "0");
  must(read(p[0], bytes, 4000));
  check("room_in_a_slot_is_no_room", call(write(p[1], bytes, 100)), "EAGAIN");
  must(read(p[0], bytes, 96));
  check("one_slot_free", call(write(p[1], bytes, 4097)), "4096");
  check("full_again", call(write(p[1], bytes, 4096)), "EAGAIN");
  must(read(p[0], bytes, 4096));
  check("whole_page", call(write(p[1], bytes, 4096)), "4096");
  while (read(p[0], bytes, sizeof bytes) > 0) continue;

  for (int i = 0; i < 16; i++) must(write(p[1], bytes, 4000));
  check("sixteen_slots", call(write(p[1], bytes, 97)), "EAGAIN");
  check("tail_of_the_last", call(write(p[1], bytes, 96)), "96");
  check("tail_full", call(write(p[1], bytes, 1)), "EAGAIN");
  must(read(p[0], bytes, 4000));
  check("large_in_part", call(write(p[1], bytes, 10000)), "4096");
  return verdict();
}
