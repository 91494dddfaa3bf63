/** Which pages are in memory, and which are locked there: mincore(2), mlock(2), msync(2). */
import { EBUSY, ENOMEM } from "../abi/errors.ts";
import type { AddressSpace } from "./address-space.ts";
import { ENTRY_GUARD } from "./page-table.ts";
import { FRAME_SIZE, inPageOf } from "./physical.ts";
import { VMA, type Vma } from "./vma.ts";

/** Whether a page is in memory: mapped, or at least held by its file (mincore_pte_range). */
export const isResident = (space: AddressSpace, vma: Vma, page: number): boolean => {
  const entry = space.table.get(page);
  if (entry !== 0 && entry !== ENTRY_GUARD) return true;
  if (vma.backing === null) return false;
  const { pages } = vma.backing;
  const index = vma.pageIndex(page);
  return pages.isResident?.(index) ?? index * FRAME_SIZE < pages.size;
};

/** Whether the processor finds an entry for this address; no access at all (PROT_NONE) hides what is there. */
export const isPresent = (space: AddressSpace, address: number): boolean => {
  const page = address - inPageOf(address);
  const entry = space.table.get(page);
  return entry !== 0 && entry !== ENTRY_GUARD && (space.areas.at(page)?.prot ?? 0) !== 0;
};

/** Bytes of [start, end) that are locked already (count_mm_mlocked_page_nr). */
export const lockedWithin = (space: AddressSpace, start: number, end: number): number => {
  let total = 0;
  for (const vma of space.areas.within(start, end)) {
    if (vma.has(VMA.locked)) total += Math.min(vma.end, end) - Math.max(vma.start, start);
  }
  return total;
};

/**
 * Gives [start, end), whole pages, the lock attributes `flags` (VMA.locked, VMA.lockOnFault; 0 unlocks).
 * @throws ENOMEM at a hole; what lies before it is done (apply_vma_lock_flags)
 */
export const setLocks = (space: AddressSpace, start: number, end: number, flags: number): void => {
  let cursor = start;
  for (const vma of space.areas.within(start, end)) {
    if (vma.start > cursor) break;
    cursor = Math.min(vma.end, end);
  }
  space.areas.setFlags(start, cursor, flags, VMA.locked | VMA.lockOnFault);
  if (cursor < end) throw ENOMEM;
};

/** msync(2) of whole pages: shared pages are the file's own, so only the checks are left. EBUSY, ENOMEM at holes. */
export const sync = (space: AddressSpace, start: number, end: number, invalidates: boolean): void => {
  let cursor = start;
  let sawHole = false;
  for (const vma of space.areas.within(start, end)) {
    if (vma.start > cursor) sawHole = true;
    if (invalidates && vma.has(VMA.locked)) throw EBUSY;
    cursor = vma.end;
  }
  if (sawHole || cursor < end) throw ENOMEM;
};
