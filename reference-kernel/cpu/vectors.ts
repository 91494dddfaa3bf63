/** Exception numbers as in the Intel manual, volume 3, table 6-1. */
export const VECTOR = {
  divideError: 0,
  debug: 1,
  breakpoint: 3,
  overflow: 4,
  boundRange: 5,
  invalidOpcode: 6,
  deviceNotAvailable: 7,
  stackFault: 12,
  generalProtection: 13,
  pageFault: 14,
  x87: 16,
  alignmentCheck: 17,
  simd: 19,
} as const;
