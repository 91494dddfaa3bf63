/* Contract: ICRNL, INLCR, IGNCR, ISTRIP, IUCLC and PARMRK change what arrives, each alone and in the order that termios
 *           gives them; without them bytes arrive as they are.
 * Source:   termios(3), c_iflag; Linux n_tty_receive_char_special
 * Requires: pty
 * Covers:   read ioctl
 */
#include "terminal.h"

static const struct {
  const char *name;
  tcflag_t input, local;
  const char *read_back;
} rows[] = {
    {"none", 0, 0, "a\\0db\\0aC\\c4\\ffz"},
    {"icrnl", ICRNL, 0, "a\\0ab\\0aC\\c4\\ffz"},
    {"inlcr", INLCR, 0, "a\\0db\\0dC\\c4\\ffz"},
    {"igncr", IGNCR, 0, "ab\\0aC\\c4\\ffz"},
    {"igncr_before_icrnl", IGNCR | ICRNL, 0, "ab\\0aC\\c4\\ffz"},
    {"both_ways", ICRNL | INLCR, 0, "a\\0ab\\0dC\\c4\\ffz"},
    {"istrip", ISTRIP, 0, "a\\0db\\0aCD\\7fz"},
    {"iuclc", IUCLC, IEXTEN, "a\\0db\\0ac\\e4\\ffz"},
    {"iuclc_without_iexten", IUCLC, 0, "a\\0db\\0aC\\c4\\ffz"},
    {"iuclc_istrip", IUCLC | ISTRIP, IEXTEN, "a\\0db\\0acd\\7fz"},
    {"parmrk", PARMRK, 0, "a\\0db\\0aC\\c4\\ff\\ffz"},
};

int main(void) {
  open_terminal();
  for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
    raw();
    settings(rows[i].input, 0, 0, 0, rows[i].local, 0);
    type("a\rb\nC\304\377z");
    check(rows[i].name, drain(slave, ""), rows[i].read_back);
  }
  raw();
  settings(ICRNL, 0, 0, 0, ICANON, 0);
  type("a\rb\n");
  check("lines_icrnl", input(), "a\\0a|b\\0a");
  settings(INLCR, ICRNL, 0, 0, 0, 0);
  type("a\rb\nc\4");
  check("lines_inlcr", input(), "a\\0db\\0dc");
  return verdict();
}
