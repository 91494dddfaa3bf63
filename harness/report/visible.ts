/** Guest output is bytes of a stranger: what a terminal or browser would obey instead of show is made visible. */

const controls = /[\p{Cc}\u200e\u200f\u202a-\u202e\u2066-\u2069\ufeff]/gu;

/** Control characters as their Unicode pictures (␀, ␛), and what turns the writing direction as \u{202e}. */
export function visible(text: string): string {
  return text.replace(controls, (character) => {
    const code = character.codePointAt(0) ?? 0;
    if (code < 0x20) return String.fromCodePoint(0x2400 + code);
    return code === 0x7f ? "\u2421" : `\\u{${code.toString(16)}}`;
  });
}
