/** Byte selectors for the shuffles whose order is an immediate: 256 vectors for each of three instructions. */
import { CONSTANTS, CONSTANTS_END } from "../layout.ts";

export const SHUFFLE_DOUBLEWORDS = CONSTANTS;
export const SHUFFLE_LOW_WORDS = CONSTANTS + 0x1000;
export const SHUFFLE_HIGH_WORDS = CONSTANTS + 0x2000;

/** Fills the region of constants; once for each Memory. */
export function fillConstants(u8: Uint8Array): void {
  if (SHUFFLE_HIGH_WORDS + 0x1000 > CONSTANTS_END) throw new Error("constants do not fit");
  for (let order = 0; order < 256; order++) {
    for (let i = 0; i < 16; i++) {
      const lane = (order >> (2 * (i >> 2))) & 3;
      u8[SHUFFLE_DOUBLEWORDS + 16 * order + i] = 4 * lane + (i & 3);
      const low = i < 8;
      const word = (order >> (2 * ((i & 7) >> 1))) & 3;
      u8[SHUFFLE_LOW_WORDS + 16 * order + i] = low ? 2 * word + (i & 1) : i;
      u8[SHUFFLE_HIGH_WORDS + 16 * order + i] = low ? i : 8 + 2 * word + (i & 1);
    }
  }
}
