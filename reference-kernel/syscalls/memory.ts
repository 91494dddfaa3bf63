/** Memory mappings: mmap, munmap, mprotect, mremap, brk, madvise, mincore, msync, mlock and its kin. */

import { EFAULT, EINVAL, ENOMEM, EPERM } from "../abi/errors.ts";
import * as mman from "../abi/mman.ts";
import { type AddressSpace, pageAlign } from "../memory/address-space.ts";
import { advise, isKnownAdvice } from "../memory/advice.ts";
import { setHeapEnd } from "../memory/heap.ts";
import { lockedBytes } from "../memory/limits.ts";
import { inPageOf } from "../memory/physical.ts";
import { protect } from "../memory/protection.ts";
import { remap } from "../memory/remap.ts";
import { isResident, lockedWithin, setLocks, sync } from "../memory/residency.ts";
import { seal } from "../memory/seal.ts";
import { TASK_SIZE } from "../memory/user-memory.ts";
import { VMA } from "../memory/vma.ts";
import type { Task } from "../process/task.ts";
import { fd, pointer, size } from "./arguments.ts";
import { answersAddress, call, type Syscall } from "./define.ts";
import { address, advice, lockAllFlags, lockFlags, mapFlags, prot, remapFlags, syncFlags } from "./memory-arguments.ts";
import { impliedRights, mmap, refuseLowAddress } from "./mmap.ts";

const PAGE = 4096;
const KNOWN_PROT = mman.PROT_READ | mman.PROT_WRITE | mman.PROT_EXEC | mman.PROT_SEM;
const GROWS = mman.PROT_GROWSDOWN | mman.PROT_GROWSUP;

/** start + length as unsigned 64-bit arithmetic gives it. */
const endOf = (start: number, length: number): number => {
  const end = start + length;
  return end >= 2 ** 64 ? end - 2 ** 64 : end;
};

const munmap = (task: Task, start: number, length: number): number => {
  if (inPageOf(start) !== 0 || start > TASK_SIZE || length > TASK_SIZE - start) throw EINVAL;
  if (length === 0) throw EINVAL;
  task.space.unmap(start, start + pageAlign(length));
  return 0;
};

/** `hasKey`: the protection key, if any was given, exists (pkey_mprotect(2)). */
export const mprotect = (task: Task, start: number, length: number, wanted: number, hasKey = true): number => {
  const { space } = task;
  const grows = wanted & GROWS;
  const rights = wanted & ~GROWS;
  if (grows === GROWS || inPageOf(start) !== 0) throw EINVAL;
  if (length === 0) return 0;
  const end = endOf(start, pageAlign(length));
  if (end <= start) throw ENOMEM;
  if ((rights & ~KNOWN_PROT) !== 0 || !hasKey) throw EINVAL;
  const first = space.areas.within(start, end)[0];
  if (first === undefined) throw ENOMEM;
  let from = start;
  if (grows === mman.PROT_GROWSDOWN) {
    if (!first.has(VMA.growsDown)) throw EINVAL;
    from = first.start;
  } else if (first.start > start) throw ENOMEM;
  else if (grows !== 0) throw EINVAL;
  protect(space, from, end, impliedRights(task, rights & ~mman.PROT_SEM));
  return 0;
};

const mremap = (task: Task, start: number, oldSize: number, newSize: number, flags: number, target: number): number => {
  if ((flags & mman.MREMAP_FIXED) !== 0) refuseLowAddress(target, newSize, "fixed");
  return remap(task.space, start, oldSize, newSize, flags, target);
};

/** Also of another process (process_madvise(2)). */
export const adviseRange = (space: AddressSpace, start: number, length: number, what: number): void => {
  if (!isKnownAdvice(what) || inPageOf(start) !== 0) throw EINVAL;
  const size = pageAlign(length);
  if (length !== 0 && size === 0) throw EINVAL;
  const end = endOf(start, size);
  if (end < start) throw EINVAL;
  if (end > start) advise(space, start, end, what);
};

const madvise = (task: Task, start: number, length: number, what: number): number => {
  adviseRange(task.space, start, length, what);
  return 0;
};

const mincore = (task: Task, start: number, length: number, vector: number): number => {
  if (inPageOf(start) !== 0) throw EINVAL;
  if (start + length > TASK_SIZE) throw ENOMEM;
  const count = Math.ceil(length / PAGE);
  if (vector + count > TASK_SIZE) throw EFAULT;
  const { space } = task;
  for (let done = 0; done < count; ) {
    const at = start + done * PAGE;
    const vma = space.areas.at(at);
    if (vma === null) throw ENOMEM;
    const chunk = new Uint8Array(Math.min((vma.end - at) / PAGE, count - done, PAGE));
    for (let i = 0; i < chunk.length; i++) chunk[i] = isResident(space, vma, at + i * PAGE) ? 1 : 0;
    task.memory.writeBytes(vector + done, chunk);
    done += chunk.length;
  }
  return 0;
};

const msync = (task: Task, start: number, length: number, flags: number): number => {
  if ((flags & ~(mman.MS_ASYNC | mman.MS_INVALIDATE | mman.MS_SYNC)) !== 0 || inPageOf(start) !== 0) throw EINVAL;
  if ((flags & mman.MS_ASYNC) !== 0 && (flags & mman.MS_SYNC) !== 0) throw EINVAL;
  const end = endOf(start, pageAlign(length));
  if (end < start) throw ENOMEM;
  if (end > start) sync(task.space, start, end, (flags & mman.MS_INVALIDATE) !== 0);
  return 0;
};

/** mlock and mlock2: `attributes` as VMA flags (do_mlock). */
const lock = (task: Task, address: number, length: number, attributes: number): number => {
  const { space } = task;
  const { locked: limit } = space.limits;
  if (limit === 0) throw EPERM;
  const start = address - inPageOf(address);
  const size = pageAlign(length + inPageOf(address));
  const end = endOf(start, size);
  if (lockedBytes(space) + size - lockedWithin(space, start, start + size) > limit) throw ENOMEM;
  if (end < start) throw EINVAL;
  setLocks(space, start, end, attributes);
  if ((attributes & VMA.lockOnFault) === 0 && !space.populate(start, end)) throw ENOMEM;
  return 0;
};

const munlock = (task: Task, address: number, length: number): number => {
  const start = address - inPageOf(address);
  const end = endOf(start, pageAlign(length + inPageOf(address)));
  if (end < start) throw EINVAL;
  setLocks(task.space, start, end, 0);
  return 0;
};

/** What MCL_ONFAULT and its absence mean for areas. */
const lockAttributes = (onFault: boolean): number => (onFault ? VMA.locked | VMA.lockOnFault : VMA.locked);

const setAllLocks = (space: AddressSpace, attributes: number): void => {
  for (const vma of [...space.areas]) setLocks(space, vma.start, vma.end, attributes);
};

const mlockall = (task: Task, flags: number): number => {
  const known = mman.MCL_CURRENT | mman.MCL_FUTURE | mman.MCL_ONFAULT;
  if (flags === 0 || (flags & ~known) !== 0 || flags === mman.MCL_ONFAULT) throw EINVAL;
  const { space } = task;
  if (space.limits.locked === 0) throw EPERM;
  const isCurrent = (flags & mman.MCL_CURRENT) !== 0;
  if (isCurrent && space.totalBytes() > space.limits.locked) throw ENOMEM;
  const attributes = lockAttributes((flags & mman.MCL_ONFAULT) !== 0);
  space.futureLocks = (flags & mman.MCL_FUTURE) !== 0 ? attributes : 0;
  if (!isCurrent) return 0;
  setAllLocks(space, attributes);
  if ((attributes & VMA.lockOnFault) === 0) for (const vma of space.areas) space.populate(vma.start, vma.end);
  return 0;
};

export const memoryCalls: readonly Syscall[] = [
  answersAddress(call("mmap", [address(), size("length"), prot, mapFlags, fd(), size("offset")], mmap)),
  call("munmap", [address(), size("length")], munmap),
  call("mprotect", [address(), size("length"), prot], mprotect),
  call("mseal", [address(), size("len"), size("flags")], (task, start, length, flags) => {
    if (flags !== 0) throw EINVAL;
    seal(task.space, start, length);
    return 0;
  }),
  answersAddress(
    call(
      "mremap",
      [address("old_address"), size("old_size"), size("new_size"), remapFlags, address("new_address")],
      mremap,
    ),
  ),
  answersAddress(call("brk", [pointer("addr")], (task, wanted) => setHeapEnd(task.space, wanted))),
  call("madvise", [address(), size("length"), advice], madvise, "MADV_COLLAPSE of files"),
  call("mincore", [address(), size("length"), pointer("vec")], mincore),
  call("msync", [address(), size("length"), syncFlags], msync),
  call("mlock", [pointer("addr"), size("len")], (task, start, length) => lock(task, start, length, VMA.locked)),
  call("mlock2", [pointer("addr"), size("len"), lockFlags], (task, start, length, flags) => {
    if ((flags & ~mman.MLOCK_ONFAULT) !== 0) throw EINVAL;
    return lock(task, start, length, lockAttributes(flags !== 0));
  }),
  call("munlock", [pointer("addr"), size("len")], munlock),
  call("mlockall", [lockAllFlags], mlockall),
  call("munlockall", [], (task) => {
    task.space.futureLocks = 0;
    setAllLocks(task.space, 0);
    return 0;
  }),
];
