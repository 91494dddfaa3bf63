/** The heap: what brk(2) moves. */

import { ENOMEM } from "../abi/errors.ts";
import { type AddressSpace, pageAlign } from "./address-space.ts";
import { startWithGap } from "./gaps.ts";
import { lockedBytes } from "./limits.ts";
import { FRAME_SIZE } from "./physical.ts";
import { TASK_SIZE } from "./user-memory.ts";
import { VMA } from "./vma.ts";

/** Moves the end of the heap (brk(2)); answers where it is afterwards, which is where it was if that cannot be. */
export const setHeapEnd = (space: AddressSpace, wanted: number): number => {
  const oldEnd = pageAlign(space.heapEnd);
  const newEnd = pageAlign(wanted);
  if (wanted < space.heapStart || wanted > TASK_SIZE) return space.heapEnd;
  if (wanted - space.heapStart > space.limits.data) return space.heapEnd;
  if (newEnd < oldEnd) {
    if (space.areas.within(newEnd, oldEnd).some((vma) => vma.has(VMA.sealed))) return space.heapEnd;
    space.unmap(newEnd, oldEnd);
  } else if (newEnd > oldEnd) {
    const next = space.areas.get(space.areas.indexAfter(oldEnd));
    if (next !== undefined && newEnd + FRAME_SIZE > startWithGap(next)) return space.heapEnd;
    const flags = space.futureLocks;
    const length = newEnd - oldEnd;
    if ((flags & VMA.locked) !== 0 && lockedBytes(space) + length > space.limits.locked) return space.heapEnd;
    try {
      space.mapAt(oldEnd, length, { prot: 3, maxProt: 7, flags, backing: null, offset: oldEnd });
    } catch (error) {
      if (error === ENOMEM) return space.heapEnd;
      throw error;
    }
    if ((flags & VMA.locked) !== 0 && (flags & VMA.lockOnFault) === 0) space.populate(oldEnd, newEnd);
  }
  space.heapEnd = wanted;
  return wanted;
};
