/** mmap(2): what is checked, in Linux's order, before anything is mapped (ksys_mmap_pgoff, do_mmap). */

import { EACCES, EAGAIN, EINVAL, ENOMEM, EOPNOTSUPP, EOVERFLOW, EPERM } from "../abi/errors.ts";
import * as mman from "../abi/mman.ts";
import { READ_IMPLIES_EXEC } from "../abi/personality.ts";
import type { OpenFile } from "../files/open-file.ts";
import { type AddressSpace, type Placement, pageAlign } from "../memory/address-space.ts";
import { MMAP_MIN_ADDRESS } from "../memory/layout.ts";
import { lockedBytes } from "../memory/limits.ts";
import { inPageOf } from "../memory/physical.ts";
import { SharedMemory } from "../memory/shared-memory.ts";
import { TASK_SIZE } from "../memory/user-memory.ts";
import { MAX_MAP_COUNT, VMA, type VmaParts } from "../memory/vma.ts";
import type { Task } from "../process/task.ts";

const ALL_RIGHTS = mman.PROT_READ | mman.PROT_WRITE | mman.PROT_EXEC;
/** Flags that every file takes; MAP_SHARED_VALIDATE refuses all others (LEGACY_MAP_MASK). */
const LEGACY_FLAGS = 0x7c07_f9f3;
/** Bits 26 to 31 of the flags: log2 of the huge page size. */
const HUGE_SHIFT = 26;
const HUGE_SIZES: readonly number[] = [0, 21, 30];

/** Answers the address. */
export const mmap = (
  task: Task,
  hint: number,
  length: number,
  prot: number,
  flags: number,
  fd: number,
  offset: number,
): number => {
  if (inPageOf(offset) !== 0) throw EINVAL;
  const file = (flags & mman.MAP_ANONYMOUS) === 0 ? task.files.get(fd) : null;
  if ((flags & mman.MAP_HUGETLB) !== 0) refuseHugePages(file, flags);
  if (length === 0) throw EINVAL;
  const size = pageAlign(length);
  if (size === 0) throw ENOMEM;
  const { space } = task;
  if (space.areas.count > MAX_MAP_COUNT) throw ENOMEM;
  const placement = placementOf(flags);
  refuseLowAddress(hint, size, placement);
  const address = space.findAddress(hint, size, placement, (flags & mman.MAP_32BIT) !== 0);
  const attributes = attributesOf(flags) | space.futureLocks;
  if ((attributes & VMA.locked) !== 0) checkLock(space, size, (flags & mman.MAP_LOCKED) !== 0);

  const rights = impliedRights(task, prot & ALL_RIGHTS);
  space.checkExecutable(rights, rights);
  if (file !== null) {
    const parts = fileParts(file, rights, flags, attributes, offset, size);
    if (parts.backing?.pages.isAnonymous === true) mapAnonymous(space, address, size, parts);
    else space.mapAt(address, size, parts);
  } else {
    mapAnonymous(space, address, size, anonymousParts(address, rights, flags, attributes));
  }
  const isLocked = (attributes & VMA.locked) !== 0 && (attributes & VMA.lockOnFault) === 0;
  if (isLocked || (flags & (mman.MAP_POPULATE | mman.MAP_NONBLOCK)) === mman.MAP_POPULATE) {
    space.populate(address, address + size);
  }
  return address;
};

/** Old programs may run what they may read (READ_IMPLIES_EXEC of personality(2)). */
export const impliedRights = (task: Task, rights: number): number =>
  (rights & mman.PROT_READ) !== 0 && (task.personality & READ_IMPLIES_EXEC) !== 0 ? rights | mman.PROT_EXEC : rights;

const placementOf = (flags: number): Placement => {
  if ((flags & mman.MAP_FIXED_NOREPLACE) !== 0) return "no-replace";
  return (flags & mman.MAP_FIXED) !== 0 ? "fixed" : "hint";
};

/**
 * Nobody without CAP_SYS_RAWIO in the first user namespace (where no guest lives) maps the lowest addresses: EPERM
 * (cap_mmap_addr).
 */
export const refuseLowAddress = (address: number, size: number, placement: Placement): void => {
  if (placement === "hint" || address >= MMAP_MIN_ADDRESS || inPageOf(address) !== 0 || size > TASK_SIZE) return;
  throw EPERM;
};

const attributesOf = (flags: number): number => {
  let attributes = 0;
  if ((flags & mman.MAP_GROWSDOWN) !== 0) attributes |= VMA.growsDown;
  if ((flags & mman.MAP_NORESERVE) !== 0) attributes |= VMA.noReserve;
  if ((flags & mman.MAP_LOCKED) !== 0) attributes |= VMA.locked;
  if ((flags & mman.MAP_STACK) !== 0) attributes |= VMA.noHugePage;
  return attributes;
};

const checkLock = (space: AddressSpace, size: number, isAsked: boolean): void => {
  if (isAsked && space.limits.locked === 0) throw EPERM;
  if (lockedBytes(space) + size > space.limits.locked) throw EAGAIN;
};

/** There are no huge pages, as on a machine that has set none aside. */
const refuseHugePages = (file: OpenFile | null, flags: number): never => {
  if (file !== null || !HUGE_SIZES.includes((flags >>> HUGE_SHIFT) & 0x3f)) throw EINVAL;
  throw ENOMEM;
};

const fileParts = (
  file: OpenFile,
  prot: number,
  flags: number,
  attributes: number,
  offset: number,
  size: number,
): VmaParts => {
  if (offset + size >= 2 ** 63) throw EOVERFLOW;
  const type = flags & mman.MAP_TYPE;
  const isShared = type === mman.MAP_SHARED || type === mman.MAP_SHARED_VALIDATE;
  let maxProt = ALL_RIGHTS;
  if (isShared) {
    if (type === mman.MAP_SHARED_VALIDATE && (flags & ~LEGACY_FLAGS) !== 0) throw EOPNOTSUPP;
    if ((prot & mman.PROT_WRITE) !== 0 && !file.isWritable) throw EACCES;
    if (!file.isWritable) maxProt &= ~mman.PROT_WRITE;
  } else if (type !== mman.MAP_PRIVATE) throw EINVAL;
  if (!file.isReadable) throw EACCES;
  const pages = file.mappable();
  if ((attributes & VMA.growsDown) !== 0) throw EINVAL;
  if (isShared && pages.isWriteSealed === true) {
    if ((prot & mman.PROT_WRITE) !== 0) throw EPERM;
    maxProt &= ~mman.PROT_WRITE;
  }
  const shared = isShared ? VMA.shared : 0;
  return { prot, maxProt, flags: attributes | shared, backing: { pages, owner: file }, offset };
};

const anonymousParts = (address: number, prot: number, flags: number, attributes: number): VmaParts => {
  const parts = { prot, maxProt: ALL_RIGHTS, backing: null, offset: address };
  switch (flags & mman.MAP_TYPE) {
    case mman.MAP_PRIVATE:
      return { ...parts, flags: attributes };
    case mman.MAP_DROPPABLE:
      return { ...parts, flags: attributes | VMA.noReserve | VMA.wipeOnFork | VMA.dontDump };
    case mman.MAP_SHARED:
      if ((attributes & VMA.growsDown) !== 0) throw EINVAL;
      return { ...parts, flags: attributes | VMA.shared };
    default:
      throw EINVAL;
  }
};

/** Memory without a file: private, or one new object that all who inherit the mapping share. */
const mapAnonymous = (space: AddressSpace, address: number, size: number, parts: VmaParts): void => {
  if ((parts.flags & VMA.shared) === 0) {
    space.mapAt(address, size, { ...parts, backing: null, offset: address });
    return;
  }
  const memory = new SharedMemory(space.system, size, (parts.flags & VMA.noReserve) !== 0);
  try {
    space.mapAt(address, size, { ...parts, backing: { pages: memory, owner: memory }, offset: 0 });
  } finally {
    memory.release();
  }
};
