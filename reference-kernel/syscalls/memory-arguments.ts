/** Argument codecs of the memory system calls. */
import * as mman from "../abi/mman.ts";
import { flags, formatFlags, oneOf } from "./arguments.ts";
import type { ArgumentCodec } from "./define.ts";

const protNames = [
  [mman.PROT_READ, "PROT_READ"],
  [mman.PROT_WRITE, "PROT_WRITE"],
  [mman.PROT_EXEC, "PROT_EXEC"],
  [mman.PROT_SEM, "PROT_SEM"],
  [mman.PROT_GROWSDOWN, "PROT_GROWSDOWN"],
  [mman.PROT_GROWSUP, "PROT_GROWSUP"],
  [mman.PROT_NONE, "PROT_NONE"],
] as const;

const mapNames = [
  [mman.MAP_SHARED_VALIDATE, "MAP_SHARED_VALIDATE"],
  [mman.MAP_SHARED, "MAP_SHARED"],
  [mman.MAP_PRIVATE, "MAP_PRIVATE"],
  [mman.MAP_DROPPABLE, "MAP_DROPPABLE"],
  [mman.MAP_FIXED, "MAP_FIXED"],
  [mman.MAP_ANONYMOUS, "MAP_ANONYMOUS"],
  [mman.MAP_32BIT, "MAP_32BIT"],
  [mman.MAP_NORESERVE, "MAP_NORESERVE"],
  [mman.MAP_POPULATE, "MAP_POPULATE"],
  [mman.MAP_NONBLOCK, "MAP_NONBLOCK"],
  [mman.MAP_GROWSDOWN, "MAP_GROWSDOWN"],
  [mman.MAP_DENYWRITE, "MAP_DENYWRITE"],
  [mman.MAP_EXECUTABLE, "MAP_EXECUTABLE"],
  [mman.MAP_LOCKED, "MAP_LOCKED"],
  [mman.MAP_STACK, "MAP_STACK"],
  [mman.MAP_HUGETLB, "MAP_HUGETLB"],
  [mman.MAP_SYNC, "MAP_SYNC"],
  [mman.MAP_FIXED_NOREPLACE, "MAP_FIXED_NOREPLACE"],
] as const;

const adviceNames = Object.fromEntries(Object.entries(mman.MADV).map(([name, value]) => [value, `MADV_${name}`]));

/**
 * An address in the guest that may be any 64-bit value. Those that a number cannot hold exactly become another address
 * that no program has, with the same offset in its page.
 */
export const address = (name = "addr"): ArgumentCodec<number> => ({
  name,
  decode: (registers, index) => {
    const high = registers.high(index);
    const low = registers.low(index);
    if (high >= 2 ** 21 && (low & 0xfff) !== 0) return 2 ** 52 + (low & 0xfff);
    return high * 0x1_0000_0000 + low;
  },
  format: (value) => (value === 0 ? "NULL" : `0x${value.toString(16)}`),
});

export const prot: ArgumentCodec<number> = flags("prot", protNames);
export const advice: ArgumentCodec<number> = oneOf("advice", adviceNames);

/** mmap's flags are an unsigned long, of which no bit beyond 32 means anything. */
export const mapFlags: ArgumentCodec<number> = {
  name: "flags",
  decode: (registers, index) => registers.low(index) | 0,
  format: (value) => formatFlags(value, mapNames),
};

export const remapFlags: ArgumentCodec<number> = flags("flags", [
  [mman.MREMAP_MAYMOVE, "MREMAP_MAYMOVE"],
  [mman.MREMAP_FIXED, "MREMAP_FIXED"],
  [mman.MREMAP_DONTUNMAP, "MREMAP_DONTUNMAP"],
]);

export const syncFlags: ArgumentCodec<number> = flags("flags", [
  [mman.MS_ASYNC, "MS_ASYNC"],
  [mman.MS_INVALIDATE, "MS_INVALIDATE"],
  [mman.MS_SYNC, "MS_SYNC"],
]);

export const lockFlags: ArgumentCodec<number> = flags("flags", [[mman.MLOCK_ONFAULT, "MLOCK_ONFAULT"]]);

export const lockAllFlags: ArgumentCodec<number> = flags("flags", [
  [mman.MCL_CURRENT, "MCL_CURRENT"],
  [mman.MCL_FUTURE, "MCL_FUTURE"],
  [mman.MCL_ONFAULT, "MCL_ONFAULT"],
]);
