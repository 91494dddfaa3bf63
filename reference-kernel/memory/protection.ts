/** mprotect(2): what changes with the rights of areas. */

import { EACCES, ENOMEM } from "../abi/errors.ts";
import { PROT_WRITE } from "../abi/mman.ts";
import type { AddressSpace } from "./address-space.ts";
import { checkCommit, exceedsData } from "./limits.ts";
import { checkUnsealed, isAccountable, VMA, type Vma } from "./vma.ts";

/**
 * Changes the rights of whole pages of [start, end) (mprotect). What lies before a hole is changed.
 * @throws ENOMEM at a hole, EACCES where the mapping may never have the right
 */
export const protect = (space: AddressSpace, start: number, end: number, prot: number): void => {
  let cursor = start;
  for (const found of space.areas.within(start, end)) {
    if (found.start > cursor) throw ENOMEM;
    if ((prot & ~found.maxProt) !== 0) throw EACCES;
    space.checkExecutable(found.prot, prot);
    checkUnsealed(found);
    const stop = Math.min(found.end, end);
    // What merged with the area before it is as it should be.
    if (found.prot !== prot) protectArea(space, found, cursor, stop, prot);
    cursor = stop;
  }
  if (cursor < end) throw ENOMEM;
};

const protectArea = (space: AddressSpace, vma: Vma, start: number, end: number, prot: number): void => {
  const becomesData = !vma.isShared && (vma.prot & PROT_WRITE) === 0 && (prot & PROT_WRITE) !== 0;
  if (becomesData) {
    if (!vma.has(VMA.growsDown) && exceedsData(space, end - start)) throw ENOMEM;
    checkCommit(space, end - start, { ...vma, prot });
  }
  for (const part of space.areas.carve(start, end)) {
    const lost = part.prot & ~prot;
    part.prot = prot;
    if (isAccountable(part)) part.flags |= VMA.accounted;
    else if ((prot & PROT_WRITE) === 0 && part.backing === null && part.lineage === null) {
      part.flags &= ~VMA.accounted;
    }
    if (lost !== 0) space.flushPresent(part.start, part.end);
  }
  space.areas.merge(start, end);
};
