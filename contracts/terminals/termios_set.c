/* Contract: Settings are kept as they were set, by TCSETS, TCSETSW, TCSETSF, their forms with speeds, and System V's with
 *           the lower halves of the flags; but a pseudo-terminal has always eight bits, no parity, and receives. Another
 *           end sees them.
 * Source:   ioctl_tty(2), "Get and set terminal attributes"; termios(3); Linux set_termios, pty_set_termios
 * Requires: pty
 * Covers:   ioctl
 */
#include "terminal.h"

struct settings2 { /* struct termios2 of the kernel */
  unsigned iflag, oflag, cflag, lflag;
  unsigned char line, cc[19];
  unsigned ispeed, ospeed;
};
struct settings_v { /* struct termio */
  unsigned short iflag, oflag, cflag, lflag;
  unsigned char line, cc[8];
};
#define GET2 0x802c542a
#define SET2 0x402c542b
#define GETA 0x5405
#define SETA 0x5406

int main(void) {
  struct settings2 s;
  open_terminal();
  must(ioctl(slave, GET2, &s));
  check("speeds", s.ispeed == 38400 && s.ospeed == 38400, 1);
  unsigned before = s.iflag, sets[] = {TCSETS, TCSETSW, TCSETSF};
  for (int i = 0; i < 3; i++) {
    struct termios t;
    must(ioctl(slave, TCGETS, &t));
    t.c_iflag ^= IXANY, t.c_cc[VQUIT]++, t.c_line = (cc_t)i;
    must(ioctl(i == 1 ? master : slave, sets[i], &t));
  }
  must(ioctl(slave, GET2, &s));
  check("three_changes", (s.iflag ^ before) == IXANY, 1);
  check("quit_character", s.cc[VQUIT], 31);
  check("line", s.line, 2);
  s.cflag = (s.cflag & ~(unsigned)(CBAUD | CSIZE | CREAD)) | CS5 | PARENB | PARODD | CSTOPB | CLOCAL | B115200;
  must(ioctl(slave, SET2, &s));
  must(ioctl(slave, GET2, &s));
  check("control", FLAGS(s.cflag & ~(unsigned)CBAUD, NAME(CS8), NAME(CREAD), NAME(PARENB), NAME(PARODD), NAME(CSTOPB), NAME(CLOCAL)),
        "CS8|CREAD|PARODD|CSTOPB|CLOCAL");
  check("known_speed", s.ospeed, 115200);
  check("input_like_output", s.ispeed, 115200);
  s.cflag = (s.cflag & ~(unsigned)CBAUD) | 010000 /* BOTHER */, s.ospeed = 12345, s.ispeed = 99;
  must(ioctl(slave, SET2, &s));
  must(ioctl(slave, GET2, &s));
  check("own_speed", s.ospeed, 12345);
  check("input_follows", s.ispeed, 12345);
  s.cflag |= 010000u << 16, s.ispeed = 777;
  must(ioctl(slave, SET2, &s));
  must(ioctl(slave, GET2, &s));
  check("own_input_speed", s.ispeed, 777);
  s.cflag = (s.cflag & ~(unsigned)(CBAUD | CBAUD << 16)) | B9600;
  s.lflag |= 0x12340000, s.cc[10] = 77;
  must(ioctl(slave, SET2, &s));
  struct settings_v v;
  must(ioctl(slave, GETA, &v));
  check("halves", v.lflag == (s.lflag & 0xffff) && v.cflag == ((s.cflag & 0xffff)), 1);
  v.lflag = ICANON, v.iflag = 0, v.cc[0] = 9;
  must(ioctl(slave, SETA, &v));
  must(ioctl(slave, GET2, &s));
  check("upper_half_stays", number(s.lflag, 16), number(0x12340000 | ICANON, 16));
  check("lower_half_goes", s.iflag, 0);
  check("first_characters", s.cc[0], 9);
  check("last_characters_stay", s.cc[10], 77);
  check("speed_stays", s.ospeed, 9600);
  int carrier = -1;
  must(ioctl(slave, TIOCGSOFTCAR, &carrier));
  check("soft_carrier", carrier, 1);
  must(ioctl(slave, TIOCSSOFTCAR, &(int){0}));
  must(ioctl(slave, TIOCGSOFTCAR, &carrier));
  check("no_soft_carrier", carrier, 0);
  return verdict();
}
