/**
 * Memory protection keys on a processor without them (pkeys(7), mm/mprotect.c): there is no key to be had, and
 * pkey_mprotect with the key -1 is mprotect.
 */
import { EINVAL, errors } from "../abi/errors.ts";
import type { Task } from "../process/task.ts";
import { hexUint, int, size, uint } from "./arguments.ts";
import { call, type Syscall } from "./define.ts";
import { mprotect } from "./memory.ts";
import { address, prot } from "./memory-arguments.ts";

const PKEY_DISABLE_ACCESS = 1;
const PKEY_DISABLE_WRITE = 2;
const NO_KEY = -1;

/** The first that is asked for is refused by the processor, and gone for the others (mm_pkey_alloc, arch_set_user_pkey_access). */
const allocate = ({ space }: Task, flags: number, rights: number): never => {
  if (flags !== 0 || (rights & ~(PKEY_DISABLE_ACCESS | PKEY_DISABLE_WRITE)) !== 0) throw EINVAL;
  if (space.isOutOfKeys) throw errors.ENOSPC;
  space.isOutOfKeys = true;
  throw EINVAL;
};

export const protectionKeyCalls: readonly Syscall[] = [
  call("pkey_alloc", [uint("flags"), hexUint("access_rights")], allocate),
  call("pkey_free", [int("pkey")], () => {
    throw EINVAL;
  }),
  call("pkey_mprotect", [address(), size("length"), prot, int("pkey")], (task, start, length, wanted, key) =>
    mprotect(task, start, length, wanted, key === NO_KEY),
  ),
];
