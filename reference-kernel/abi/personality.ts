/** Bits of personality(2) that concern memory. */
export const ADDR_NO_RANDOMIZE = 0x0004_0000;
export const READ_IMPLIES_EXEC = 0x0040_0000;
