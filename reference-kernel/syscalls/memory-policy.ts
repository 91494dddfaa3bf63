/** set_mempolicy(2), get_mempolicy(2), migrate_pages(2), move_pages(2): what they come to where there is one node. */
import { CAP_SYS_NICE } from "../abi/capabilities.ts";
import { EFAULT, EINVAL, ENODEV, ENOENT, EPERM, ESRCH } from "../abi/errors.ts";
import { i32, u64, ulong } from "../abi/struct.ts";
import { capableOverall } from "../core/user-namespace.ts";
import { isPresent } from "../memory/residency.ts";
import { mayAccess } from "../process/access.ts";
import { policyOf } from "../process/memory-policy.ts";
import type { Task } from "../process/task.ts";
import { flags, int, pid, pointer, size } from "./arguments.ts";
import { call, type Syscall } from "./define.ts";

/** MPOL_F_*: the next node or the one of a page, of an address, what is allowed. */
const F = { node: 1, address: 2, allowed: 4 } as const;
/** MPOL_MF_*. */
const MOVE = 2;
const MOVE_ALL = 4;
const PAGE_BITS = 4096 * 8;
/** Bits of node numbers that there could be (MAX_NUMNODES). */
const MOST_NODES = 1024;

/** A set of nodes as bits (get_nodes). `most` is one more than the bits that are there. */
const readNodes = (task: Task, address: number, most: number): bigint => {
  const bits = most - 1;
  if (bits <= 0 || address === 0) return 0n;
  if (bits > PAGE_BITS) throw EINVAL;
  let nodes = 0n;
  for (let at = 0; at < bits; at += 64) {
    nodes |= BigInt.asUintN(Math.min(64, bits - at), task.memory.read(u64, address + at / 8)) << BigInt(at);
  }
  if (nodes >> BigInt(MOST_NODES) !== 0n) throw EINVAL;
  return nodes;
};

const setPolicy = (task: Task, words: number, address: number, most: number): number => {
  task.memoryPolicy = policyOf(words, readNodes(task, address, most));
  return 0;
};

/** copy_nodes_to_user. */
const writeNodes = (task: Task, address: number, most: number, hasNode: boolean): void => {
  const length = Math.ceil((most - 1) / 64) * 8;
  if (length > 4096) throw EINVAL;
  const bytes = new Uint8Array(length);
  if (length > 0) bytes[0] = hasNode ? 1 : 0;
  task.memory.writeBytes(address, bytes);
};

const getPolicy = (
  task: Task,
  modeAt: number,
  nodesAt: number,
  most: number,
  address: number,
  given: number,
): number => {
  if (nodesAt !== 0 && most < 1) throw EINVAL;
  if ((given & ~(F.node | F.address | F.allowed)) !== 0) throw EINVAL;
  let { mode, flags: modeFlags, hasNode } = task.memoryPolicy;
  if ((given & F.allowed) !== 0) {
    if ((given & (F.node | F.address)) !== 0) throw EINVAL;
    [mode, modeFlags, hasNode] = [0, 0, true];
  } else if ((given & F.address) !== 0) {
    if (task.space.areas.at(address) === null) throw EFAULT;
    [mode, modeFlags, hasNode] = [0, 0, false];
    if ((given & F.node) !== 0) task.memory.readBytes(address, 1);
  } else if (address !== 0 || (given & F.node) !== 0) throw EINVAL;
  if (modeAt !== 0) task.memory.write(i32, modeAt, mode | modeFlags);
  if (nodesAt !== 0) writeNodes(task, nodesAt, most, hasNode);
  return 0;
};

/** Whose memory it is; the caller must be allowed to look into it. */
const ownerOf = (task: Task, id: number): Task => {
  const target = id === 0 ? task : task.system.pids.tasks.get(id);
  if (target === undefined) throw ESRCH;
  if (!mayAccess(task, target, "real")) throw EPERM;
  return target;
};

/** All pages are on node 0 already: there is nothing to move, and nowhere. */
const migratePages = (task: Task, id: number, most: number, oldAt: number, newAt: number): number => {
  readNodes(task, oldAt, most);
  const to = readNodes(task, newAt, most);
  ownerOf(task, id);
  if ((to & ~1n) !== 0n && !capableOverall(task.credentials, CAP_SYS_NICE)) throw EPERM;
  return 0;
};

const movePages = (
  task: Task,
  id: number,
  count: number,
  pagesAt: number,
  nodesAt: number,
  statusAt: number,
  given: number,
): number => {
  if ((given & ~(MOVE | MOVE_ALL)) !== 0) throw EINVAL;
  if ((given & MOVE_ALL) !== 0 && !capableOverall(task.credentials, CAP_SYS_NICE)) throw EPERM;
  const { space } = ownerOf(task, id);
  for (let i = 0; i < count; i++) {
    const page = task.memory.read(ulong, pagesAt + 8 * i);
    if (nodesAt !== 0 && task.memory.read(i32, nodesAt + 4 * i) !== 0) throw ENODEV;
    const error = space.areas.at(page) === null ? EFAULT : isPresent(space, page) ? null : ENOENT;
    task.memory.write(i32, statusAt + 4 * i, error === null ? 0 : -error.number);
  }
  return 0;
};

export const memoryPolicyCalls: readonly Syscall[] = [
  call("set_mempolicy", [int("mode"), pointer("nodemask"), size("maxnode")], setPolicy),
  call(
    "get_mempolicy",
    [
      pointer("mode"),
      pointer("nodemask"),
      size("maxnode"),
      pointer("addr"),
      flags("flags", [
        [F.node, "MPOL_F_NODE"],
        [F.address, "MPOL_F_ADDR"],
        [F.allowed, "MPOL_F_MEMS_ALLOWED"],
      ]),
    ],
    getPolicy,
  ),
  call("migrate_pages", [pid(), size("maxnode"), pointer("old_nodes"), pointer("new_nodes")], migratePages),
  call(
    "move_pages",
    [
      pid(),
      size("count"),
      pointer("pages"),
      pointer("nodes"),
      pointer("status"),
      flags("flags", [
        [MOVE, "MPOL_MF_MOVE"],
        [MOVE_ALL, "MPOL_MF_MOVE_ALL"],
      ]),
    ],
    movePages,
  ),
];
