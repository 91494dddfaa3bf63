/** mremap(2): grow, shrink, move and duplicate mappings (mm/mremap.c). */

import { EAGAIN, EFAULT, EINVAL, ENOMEM } from "../abi/errors.ts";
import { MREMAP_DONTUNMAP, MREMAP_FIXED, MREMAP_MAYMOVE, PROT_WRITE } from "../abi/mman.ts";
import { type AddressSpace, pageAlign } from "./address-space.ts";
import { checkCommit, checkGrowth, lockedBytes } from "./limits.ts";
import { inPageOf } from "./physical.ts";
import { TASK_SIZE } from "./user-memory.ts";
import { checkUnsealed, MAX_MAP_COUNT, VMA, Vma } from "./vma.ts";

const KNOWN_FLAGS = MREMAP_MAYMOVE | MREMAP_FIXED | MREMAP_DONTUNMAP;

/** What is asked, with both sizes in whole pages. */
interface Remap {
  readonly address: number;
  readonly oldSize: number;
  readonly newSize: number;
  readonly flags: number;
  readonly target: number;
}

/**
 * Changes the mapping at `address`; answers where it is afterwards.
 * @throws EINVAL, EFAULT, ENOMEM, EAGAIN as mremap(2)
 */
export const remap = (
  space: AddressSpace,
  address: number,
  oldLength: number,
  newLength: number,
  flags: number,
  target: number,
): number => {
  const request = { address, oldSize: pageAlign(oldLength), newSize: pageAlign(newLength), flags, target };
  checkParameters(request);
  const { oldSize, newSize } = request;
  const first = space.areas.at(address);
  if (first === null) throw EFAULT;
  checkUnsealed(first);
  if (oldSize === 0 && !first.isShared) throw EINVAL;
  if ((flags & (MREMAP_FIXED | MREMAP_DONTUNMAP)) === 0 && newSize <= oldSize && oldSize !== 0) {
    space.unmap(address + newSize, address + oldSize);
    return address;
  }
  if (Math.min(oldSize, newSize) > first.end - address) {
    if (oldSize !== newSize) throw EFAULT;
    return moveSeveral(space, request);
  }
  checkRoom(space, first, request);
  if ((flags & (MREMAP_FIXED | MREMAP_DONTUNMAP)) === 0) {
    if (oldSize !== 0 && growInPlace(space, first, request)) return address;
    if ((flags & MREMAP_MAYMOVE) === 0) throw ENOMEM;
  }
  return move(space, request);
};

const checkParameters = ({ address, oldSize, newSize, flags, target }: Remap): void => {
  if ((flags & ~KNOWN_FLAGS) !== 0) throw EINVAL;
  if (inPageOf(address) !== 0 || newSize === 0 || newSize > TASK_SIZE) throw EINVAL;
  if ((flags & (MREMAP_FIXED | MREMAP_DONTUNMAP)) === 0) return;
  if ((flags & MREMAP_MAYMOVE) === 0) throw EINVAL;
  if ((flags & MREMAP_DONTUNMAP) !== 0 && oldSize !== newSize) throw EINVAL;
  if ((flags & MREMAP_FIXED) === 0) return;
  if (inPageOf(target) !== 0 || target > TASK_SIZE - newSize) throw EINVAL;
  if (address + oldSize > target && target + newSize > address) throw EINVAL;
};

const checkRoom = (space: AddressSpace, vma: Vma, { oldSize, newSize, flags }: Remap): void => {
  const growth = (flags & MREMAP_DONTUNMAP) !== 0 ? newSize : newSize - oldSize;
  if (growth <= 0) return;
  if (vma.has(VMA.locked) && lockedBytes(space) + growth > space.limits.locked) throw EAGAIN;
  checkGrowth(space, growth, vma);
  checkCommit(space, growth, vma);
};

/** Extends the area behind `vma.end` if the whole tail is asked for and the space behind it is free. */
const growInPlace = (space: AddressSpace, vma: Vma, { address, oldSize, newSize }: Remap): boolean => {
  const { end } = vma;
  if (address + oldSize !== end) return false;
  const newEnd = address + newSize;
  if (newEnd > TASK_SIZE || space.areas.within(end, newEnd).length > 0) return false;
  const extension = new Vma(end, newEnd, vma);
  extension.offset = vma.offset + (end - vma.start);
  extension.lineage = vma.lineage;
  extension.isInherited = vma.isInherited;
  space.areas.insert(extension);
  space.areas.merge(end, newEnd);
  populateLocked(space, vma, end, newEnd);
  return true;
};

const move = (space: AddressSpace, { address, oldSize, newSize, flags, target }: Remap): number => {
  const isFixed = (flags & MREMAP_FIXED) !== 0;
  if (space.areas.count >= MAX_MAP_COUNT - 3) throw ENOMEM;
  const hint = (flags & (MREMAP_FIXED | MREMAP_DONTUNMAP)) !== 0 ? target : 0;
  const at = space.findAddress(hint, newSize, isFixed ? "fixed" : "hint");
  if (isFixed) space.unmap(at, at + newSize);
  if (oldSize > newSize) space.unmap(address + newSize, address + oldSize);
  const moved = Math.min(oldSize, newSize);
  // What stays behind, or is mapped a second time, is not cut out of its area.
  const stays = moved === 0 || (flags & MREMAP_DONTUNMAP) !== 0;
  const source = stays ? space.areas.at(address) : space.areas.carve(address, address + moved)[0];
  if (source === undefined || source === null) throw EFAULT;

  const entries: [address: number, entry: number][] = [];
  space.table.update(address, address + moved, (entry, page) => {
    entries.push([page, entry]);
    return 0;
  });
  if (entries.length > 0) space.flush(address, address + moved);
  for (const [page, entry] of entries) space.table.set(page - address + at, entry, true);

  const copy = new Vma(at, at + newSize, source);
  copy.offset = source.offset + (address - source.start);
  // Untouched anonymous memory forgets where it came from, so that it may join its new neighbours (copy_vma).
  if (source.backing === null && source.lineage === null) copy.offset = at;
  copy.lineage = source.lineage;
  copy.isInherited = source.isInherited;
  // First the new one, so that what is behind both is held all the while.
  space.areas.insert(copy);
  if (!stays) space.areas.remove(source);
  else if (moved > 0) leaveBehind(source, address, address + moved);
  space.areas.merge(at, at + newSize);
  populateLocked(space, copy, at + moved, at + newSize);
  return at;
};

/** MREMAP_DONTUNMAP: the area stays, without its pages and no longer locked (dontunmap_complete). */
const leaveBehind = (source: Vma, start: number, end: number): void => {
  source.flags &= ~(VMA.locked | VMA.lockOnFault);
  if (source.start !== start || source.end !== end) return;
  source.lineage = null;
  source.isInherited = false;
};

/** A move that keeps its size may take several areas, and holes between them, at once (remap_move). */
const moveSeveral = (space: AddressSpace, { address, oldSize, flags, target }: Remap): number => {
  if ((flags & MREMAP_FIXED) === 0) throw EFAULT;
  const end = address + oldSize;
  for (const vma of space.areas.within(address, end)) {
    checkUnsealed(vma);
    const start = Math.max(vma.start, address);
    const size = Math.min(vma.end, end) - start;
    move(space, { address: start, oldSize: size, newSize: size, flags, target: target + (start - address) });
  }
  return target;
};

const populateLocked = (space: AddressSpace, vma: Vma, start: number, end: number): void => {
  if (vma.has(VMA.locked) && !vma.has(VMA.lockOnFault) && (vma.prot & PROT_WRITE) !== 0) space.populate(start, end);
};
