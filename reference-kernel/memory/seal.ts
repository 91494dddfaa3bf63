/** mseal(2): areas whose place, size and rights stay as they are, for good (mm/mseal.c). */
import { EINVAL, ENOMEM, EPERM } from "../abi/errors.ts";
import { MADV, PROT_WRITE } from "../abi/mman.ts";
import { type AddressSpace, pageAlign } from "./address-space.ts";
import { inPageOf } from "./physical.ts";
import { VMA, type Vma } from "./vma.ts";

/** Seals the pages of [start, start + length). EINVAL for what is no range of pages, ENOMEM where there is a hole. */
export const seal = (space: AddressSpace, start: number, length: number): void => {
  const size = pageAlign(length);
  // Too long to be rounded up, or to end before the last address.
  if (inPageOf(start) !== 0 || (length !== 0 && size === 0) || start + size >= 2 ** 64) throw EINVAL;
  const end = start + size;
  let cursor = start;
  for (const vma of space.areas.within(start, end)) {
    if (vma.start > cursor) throw ENOMEM;
    cursor = vma.end;
  }
  if (cursor < end) throw ENOMEM;
  space.areas.setFlags(start, end, VMA.sealed, 0);
};

/** Advice that takes something away (is_discard). */
const discards: ReadonlySet<number> = new Set([
  MADV.DONTNEED,
  MADV.DONTNEED_LOCKED,
  MADV.FREE,
  MADV.REMOVE,
  MADV.DONTFORK,
  MADV.WIPEONFORK,
  MADV.GUARD_INSTALL,
]);

/** EPERM for advice that would empty sealed anonymous memory which is not even writable (can_madvise_modify). */
export const checkAdvice = (vma: Vma, advice: number): void => {
  if (!vma.has(VMA.sealed) || !discards.has(advice)) return;
  if (vma.backing === null && (vma.prot & PROT_WRITE) === 0) throw EPERM;
};
