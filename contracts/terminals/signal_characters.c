/* Contract: VINTR, VQUIT and VSUSP send SIGINT, SIGQUIT and SIGTSTP to the foreground group, are shown and not read, and
 *           drop what was typed, unless NOFLSH is set. Without ISIG, or switched off, they are bytes like others.
 * Source:   termios(3), ISIG, NOFLSH; Linux n_tty_receive_signal_char, isig
 * Requires: pty
 * Covers:   ioctl read
 */
#include "terminal.h"

static volatile sig_atomic_t last, code;
static void note(int signal, siginfo_t *info, void *context) {
  (void)context;
  last = signal, code = info->si_code;
}
static const char *signalled(void) {
  const char *name = last ? signal_name(last) : "none";
  last = 0;
  return name;
}

int main(void) {
  open_terminal();
  int signals[] = {SIGINT, SIGQUIT, SIGTSTP};
  for (int i = 0; i < 3; i++) must(sigaction(signals[i], &(struct sigaction){.sa_sigaction = note, .sa_flags = SA_SIGINFO}, 0));
  must(ioctl(slave, TIOCSCTTY, 0));
  type("lost\3");
  check("interrupt_read", input(), "nothing");
  check("interrupt", signalled(), "SIGINT");
  check("from_the_kernel", code == SI_KERNEL, 1);
  check("interrupt_screen", screen(), "^C");
  type("lost\34");
  input();
  check("quit", signalled(), "SIGQUIT");
  check("quit_screen", screen(), "^\\");
  type("lost\32kept\n");
  check("what_follows_stays", input(), "kept\\0a");
  check("suspend", signalled(), "SIGTSTP");
  check("suspend_screen", screen(), "^Zkept\\0d\\0a");
  local(NOFLSH, 0);
  type("kept\3too\n");
  check("no_flush", input(), "kepttoo\\0a");
  check("no_flush_signal", signalled(), "SIGINT");
  check("no_flush_screen", screen(), "kept^Ctoo\\0d\\0a");
  local(0, ISIG);
  type("a\3\34\32\n");
  check("without_isig", input(), "a\\03\\1c\\1a\\0a");
  check("no_signal", signalled(), "none");
  local(ISIG, NOFLSH);
  character(VINTR, 'i');
  character(VQUIT, 0);
  type("a\3\34\n");
  check("others", input(), "a\\03\\1c\\0a");
  screen();
  type("xi");
  input();
  check("another", signalled(), "SIGINT");
  check("another_screen", screen(), "i");
  local(0, ICANON);
  character(VINTR, 3);
  type("a\3b");
  check("raw", drain(slave, ""), "b");
  check("raw_signal", signalled(), "SIGINT");
  check("tiocsig", call(ioctl(master, 0x40045436, SIGQUIT)), "0");
  check("from_outside", signalled(), "SIGQUIT");
  check("other_signals", call(ioctl(master, 0x40045436, SIGTERM)), "EINVAL");
  check("of_slave", call(ioctl(slave, 0x40045436, SIGINT)), "ENOTTY");
  return verdict();
}
