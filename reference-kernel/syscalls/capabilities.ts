/** capget(2), capset(2). */

import { EINVAL, EPERM, ESRCH } from "../abi/errors.ts";
import { i32, struct, u32 } from "../abi/struct.ts";
import { namedPid } from "../process/pids.ts";
import type { Task } from "../process/task.ts";
import { pointer } from "./arguments.ts";
import { call, type Syscall } from "./define.ts";

const header = struct({ version: u32, pid: i32 });
const data = struct({ effective: u32, permitted: u32, inheritable: u32 });

/** _LINUX_CAPABILITY_VERSION_1, 2 and 3, with how many data structs each takes. */
const VERSIONS: ReadonlyMap<number, number> = new Map([
  [0x1998_0330, 1],
  [0x2007_1026, 2],
  [0x2008_0522, 2],
]);
const CURRENT = 0x2008_0522;
const CAP_SETPCAP = 1n << 8n;
const ALL = (1n << 41n) - 1n;

/** How many structs follow; an unknown version is answered with ours, and EINVAL. */
const structsOf = (task: Task, address: number, version: number): number => {
  const count = VERSIONS.get(version);
  if (count !== undefined) return count;
  task.memory.write(u32, address, CURRENT);
  throw EINVAL;
};

const low = (set: bigint): number => Number(set & 0xffff_ffffn);
const high = (set: bigint): number => Number(set >> 32n);

const capget = (task: Task, headerAddress: number, dataAddress: number): number => {
  const { version, pid } = task.memory.read(header, headerAddress);
  let count: number;
  try {
    count = structsOf(task, headerAddress, version);
  } catch (error) {
    // A NULL data pointer only asks for the version.
    if (dataAddress === 0 && error === EINVAL) return 0;
    throw error;
  }
  if (pid < 0) throw EINVAL;
  const other = pid === 0 ? task : task.system.pids.tasks.get(namedPid(task, pid));
  if (other === undefined) throw ESRCH;
  if (dataAddress === 0) return 0;
  const { effective, permitted, inheritable } = other.credentials;
  const half = [low, high];
  for (let i = 0; i < count; i++) {
    const part = half[i] as (set: bigint) => number;
    task.memory.write(data, dataAddress + i * data.size, {
      effective: part(effective),
      permitted: part(permitted),
      inheritable: part(inheritable),
    });
  }
  return 0;
};

/** cap_capset: nothing is gained that was not permitted. */
const capset = (task: Task, headerAddress: number, dataAddress: number): number => {
  const { version, pid } = task.memory.read(header, headerAddress);
  const count = structsOf(task, headerAddress, version);
  if (pid !== 0 && namedPid(task, pid) !== task.tid) throw EPERM;
  let effective = 0n;
  let permitted = 0n;
  let inheritable = 0n;
  for (let i = 0; i < count; i++) {
    const part = task.memory.read(data, dataAddress + i * data.size);
    const shift = BigInt(32 * i);
    effective |= BigInt(part.effective) << shift;
    permitted |= BigInt(part.permitted) << shift;
    inheritable |= BigInt(part.inheritable) << shift;
  }
  effective &= ALL;
  permitted &= ALL;
  inheritable &= ALL;
  const old = task.credentials;
  const mayInherit = (old.effective & CAP_SETPCAP) !== 0n ? inheritable : old.inheritable | old.permitted;
  if ((inheritable & ~mayInherit) !== 0n) throw EPERM;
  if ((inheritable & ~(old.inheritable | old.bounding)) !== 0n) throw EPERM;
  if ((permitted & ~old.permitted) !== 0n || (effective & ~permitted) !== 0n) throw EPERM;
  task.credentials = { ...old, effective, permitted, inheritable, ambient: old.ambient & permitted & inheritable };
  return 0;
};

export const capabilityCalls: readonly Syscall[] = [
  call("capget", [pointer("hdrp"), pointer("datap")], capget),
  call("capset", [pointer("hdrp"), pointer("datap")], capset),
];
