/* Contract: ONLCR, OCRNL, ONOCR, ONLRET, OLCUC and tab expansion change what is written, where OPOST is set; tabs go to
 *           columns of eight. Without OPOST nothing is changed.
 * Source:   termios(3), c_oflag; Linux do_output_char
 * Requires: pty
 * Covers:   write ioctl
 */
#include "terminal.h"

#define OUT "ab\tc\r\rd\ne\t\bf"
static const struct {
  const char *name;
  tcflag_t output;
  const char *shown;
} rows[] = {
    {"none", 0, "ab\\09c\\0d\\0dd\\0ae\\09\\08f"},
    {"opost", OPOST, "ab\\09c\\0d\\0dd\\0ae\\09\\08f"},
    {"onlcr", OPOST | ONLCR, "ab\\09c\\0d\\0dd\\0d\\0ae\\09\\08f"},
    {"onlcr_without_opost", ONLCR, "ab\\09c\\0d\\0dd\\0ae\\09\\08f"},
    {"ocrnl", OPOST | OCRNL, "ab\\09c\\0a\\0ad\\0ae\\09\\08f"},
    {"onocr", OPOST | ONOCR, "ab\\09c\\0dd\\0ae\\09\\08f"},
    {"onlret_onocr", OPOST | ONLRET | ONOCR, "ab\\09c\\0dd\\0ae\\09\\08f"},
    {"olcuc", OPOST | OLCUC, "AB\\09C\\0d\\0dD\\0aE\\09\\08F"},
    {"tabs", OPOST | TAB3, "ab      c\\0d\\0dd\\0ae      \\08f"},
    {"tabs_onlcr", OPOST | TAB3 | ONLCR, "ab      c\\0d\\0dd\\0d\\0ae       \\08f"},
    {"tabs_onlret", OPOST | TAB3 | ONLRET, "ab      c\\0d\\0dd\\0ae       \\08f"},
};

int main(void) {
  open_terminal();
  for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
    raw();
    settings(0, 0, OPOST, 0, 0, 0);
    print("\r");
    screen();
    settings(0, 0, rows[i].output, ~rows[i].output, 0, 0);
    print(OUT);
    check(rows[i].name, screen(), rows[i].shown);
  }
  settings(0, ~0u, OPOST | TAB3, ~(tcflag_t)(OPOST | TAB3), 0, ~0u);
  print("\r1234567\tx\t");
  check("one_column_left", screen(), "\\0d1234567 x       ");
  print("\r12345678\tx");
  check("a_whole_tab", screen(), "\\0d12345678        x");
  print("\r\1\2\33\tx");
  check("controls_take_no_column", screen(), "\\0d\\01\\02\\1b        x");
  print("\r\303\244\tx");
  check("bytes_take_columns", screen(), "\\0d\\c3\\a4      x");
  settings(IUTF8, 0, 0, 0, 0, 0);
  print("\r\303\244\tx");
  check("characters_take_columns", screen(), "\\0d\\c3\\a4       x");
  return verdict();
}
