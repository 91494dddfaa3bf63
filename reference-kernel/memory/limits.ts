import { ENOMEM } from "../abi/errors.ts";
import type { AddressSpace } from "./address-space.ts";
import { isAccountable, isData, VMA, type VmaParts } from "./vma.ts";

/** The resource limits that an address space obeys, in bytes; Infinity where there is none. Read anew at each use. */
export interface MemoryLimits {
  /** RLIMIT_AS */
  readonly addressSpace: number;
  /** RLIMIT_DATA */
  readonly data: number;
  /** RLIMIT_STACK */
  readonly stack: number;
  /** RLIMIT_MEMLOCK */
  readonly locked: number;
}

export const NO_LIMITS: MemoryLimits = {
  addressSpace: Number.POSITIVE_INFINITY,
  data: Number.POSITIVE_INFINITY,
  stack: Number.POSITIVE_INFINITY,
  locked: Number.POSITIVE_INFINITY,
};

/** Bytes of private writable areas other than stacks (VmData). */
export const dataBytes = (space: AddressSpace): number => {
  let total = 0;
  for (const vma of space.areas) if (isData(vma)) total += vma.end - vma.start;
  return total;
};

/** Bytes of locked areas (VmLck). */
export const lockedBytes = (space: AddressSpace): number => {
  let total = 0;
  for (const vma of space.areas) if (vma.has(VMA.locked)) total += vma.end - vma.start;
  return total;
};

/** ENOMEM if `bytes` more of such a mapping exceed RLIMIT_AS or RLIMIT_DATA (may_expand_vm). */
export const checkGrowth = (space: AddressSpace, bytes: number, parts: VmaParts): void => {
  if (space.totalBytes() + bytes > space.limits.addressSpace) throw ENOMEM;
  if (isData(parts) && exceedsData(space, bytes)) throw ENOMEM;
};

/** Whether `bytes` more of data exceed RLIMIT_DATA. Data is a part of the total: as long as that fits, there is no need to add it up. */
export const exceedsData = (space: AddressSpace, bytes: number): boolean => {
  const { data } = space.limits;
  return space.totalBytes() + bytes > data && dataBytes(space) + bytes > data;
};

/** ENOMEM for a mapping that could never be filled (overcommit_memory 0: __vm_enough_memory). */
export const checkCommit = (space: AddressSpace, bytes: number, parts: VmaParts): void => {
  if (isAccountable(parts) && bytes > space.system.totalBytes) throw ENOMEM;
};
