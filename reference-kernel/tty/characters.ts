/** What kinds of characters there are, as the kernel's ctype has it: Latin-1 letters included (lib/ctype.c). */

export const isControl = (c: number): boolean => c < 32 || c === 127;

const isUpper = (c: number): boolean => (c >= 65 && c <= 90) || (c >= 192 && c <= 222 && c !== 215);
const isLower = (c: number): boolean => (c >= 97 && c <= 122) || (c >= 223 && c !== 247);

export const toUpper = (c: number): number => (isLower(c) ? c - 32 : c);
export const toLower = (c: number): number => (isUpper(c) ? c + 32 : c);

/** What a word is made of, for the word eraser. */
export const isWordCharacter = (c: number): boolean => isUpper(c) || isLower(c) || (c >= 48 && c <= 57) || c === 95;

/** A further byte of a character in UTF-8. */
export const isContinuation = (c: number): boolean => (c & 0xc0) === 0x80;
