/** statmount(2), listmount(2): mounts by the ids that are never used again. */

import { CAP_SYS_ADMIN } from "../abi/capabilities.ts";
import { E2BIG, EFAULT, EINVAL, ENOENT, EOVERFLOW, EPERM } from "../abi/errors.ts";
import { majorOf, minorOf } from "../abi/stat.ts";
import { array, struct, u32, u64, ulong } from "../abi/struct.ts";
import { capableIn } from "../core/user-namespace.ts";
import { type Mount, pathText } from "../fs/mount.ts";
import { attributesOfFlags } from "../fs/mount-attributes.ts";
import { type MountNamespace, mountsOf } from "../fs/mount-namespace.ts";
import { MS } from "../fs/mounting.ts";
import { insideText, optionsText } from "../fs/procfs/mounts.ts";
import type { Task } from "../process/task.ts";
import { flags, pointer, size } from "./arguments.ts";
import { call, type Syscall } from "./define.ts";

/** struct mnt_id_req. */
const request = struct({ size: u32, spare: u32, mountId: u64, param: u64, namespace: u64 });
const SHORT_REQUEST = 24;
const LSMT_ROOT = 0xffff_ffff_ffff_ffffn;
const LISTMOUNT_REVERSE = 1;
const MOST_IDS = 1_000_000;
/** Unique ids begin behind all others (MNT_UNIQUE_ID_OFFSET). */
const FIRST_UNIQUE = 2n ** 31n;

/** struct statmount without its texts. */
const statmountLayout = struct({
  size: u32,
  options: u32,
  mask: u64,
  deviceMajor: u32,
  deviceMinor: u32,
  magic: ulong,
  superblockFlags: u32,
  type: u32,
  id: ulong,
  parent: ulong,
  oldId: u32,
  oldParent: u32,
  attributes: ulong,
  propagation: ulong,
  peerGroup: ulong,
  master: ulong,
  propagateFrom: ulong,
  root: u32,
  point: u32,
  namespace: ulong,
  subtype: u32,
  source: u32,
  optionCount: u32,
  optionArray: u32,
  securityCount: u32,
  securityArray: u32,
  supported: u64,
  uidMapCount: u32,
  uidMap: u32,
  gidMapCount: u32,
  gidMap: u32,
  spare: array(u64, 43),
});

/** STATMOUNT_*. */
const WANT = {
  superblock: 1n,
  mount: 2n,
  propagateFrom: 4n,
  root: 8n,
  point: 0x10n,
  type: 0x20n,
  namespace: 0x40n,
  options: 0x80n,
  source: 0x200n,
  supported: 0x1000n,
} as const;
/** All that Linux 6.18 knows, and what can be told here. */
const SUPPORTED = 0x7fffn;

interface Request {
  readonly mountId: bigint;
  readonly param: bigint;
  readonly namespace: bigint;
}

/** Reads a struct mnt_id_req of any version (copy_mnt_id_req). */
const readRequest = (task: Task, address: number): Request => {
  const length = task.memory.read(u32, address);
  if (length > 4096) throw E2BIG;
  if (length < SHORT_REQUEST) throw EINVAL;
  const bytes = new Uint8Array(Math.max(length, request.size));
  bytes.set(task.memory.readBytes(address, length));
  if (bytes.subarray(request.size).some((byte) => byte !== 0)) throw E2BIG;
  const { spare, mountId, param, namespace } = request.read(new DataView(bytes.buffer), 0);
  if (spare !== 0) throw EINVAL;
  if (mountId <= FIRST_UNIQUE - 1n) throw EINVAL;
  return { mountId, param, namespace };
};

const namespaceOf = (task: Task, wanted: Request): MountNamespace => {
  if (wanted.namespace === 0n) return task.fs.mountNs;
  for (const { mountNs } of task.fs.vfs.contexts) {
    if (mountNs.id !== Number(wanted.namespace)) continue;
    if (mountNs !== task.fs.mountNs && !capableIn(task.credentials, mountNs.userNs, CAP_SYS_ADMIN)) throw ENOENT;
    return mountNs;
  }
  throw ENOENT;
};

/** A mount below the caller's root, or any for who may administer the namespace. */
const isReachable = (task: Task, mount: Mount): boolean =>
  !pathText(mount.rootPath, task.fs.root).startsWith("(unreachable)");

const checkVisible = (task: Task, mount: Mount): void => {
  const { namespace } = mount;
  if (namespace === null || isReachable(task, mount)) return;
  if (!capableIn(task.credentials, namespace.userNs, CAP_SYS_ADMIN)) throw EPERM;
};

const statmount = (task: Task, address: number, buffer: number, length: number, given: number): number => {
  if (given !== 0) throw EINVAL;
  const wanted = readRequest(task, address);
  const namespace = namespaceOf(task, wanted);
  const mount = mountsOf(task.fs.vfs, namespace).find(({ uniqueId }) => BigInt(uniqueId) === wanted.mountId);
  if (mount === undefined) throw ENOENT;
  checkVisible(task, mount);
  const bytes = describe(task, mount, namespace, wanted.param, length);
  if (task.memory.copyOut(buffer, bytes, 0, bytes.length) < bytes.length) throw EFAULT;
  return 0;
};

/** The struct and its texts, cut to `length` (do_statmount, copy_statmount_to_user). */
const describe = (task: Task, mount: Mount, namespace: MountNamespace, wants: bigint, length: number): Uint8Array => {
  const has = (bit: bigint): boolean => (wants & bit) !== 0n;
  const { superblock, group, master } = mount;
  const parent = mount.parent ?? mount;
  let texts = "";
  let mask = 0n;
  const put = (bit: bigint, text: string): number => {
    if (!has(bit) || text === "") return 0;
    mask |= bit;
    const at = texts.length;
    texts += `${text}\0`;
    return at;
  };
  const noted = (bit: bigint): boolean => {
    if (has(bit)) mask |= bit;
    return has(bit);
  };
  const ofSuperblock = noted(WANT.superblock);
  const ofMount = noted(WANT.mount);
  const place = pathText(mount.rootPath, task.fs.root);
  const type = put(WANT.type, superblock.type);
  const root = put(WANT.root, insideText(mount));
  const point = put(WANT.point, place.startsWith("(unreachable)") ? "" : place);
  const options = put(WANT.options, optionsText(mount));
  const source = put(WANT.source, mount.source);
  const sharing = (group === null ? 0 : MS.shared) | (master === null ? 0 : MS.slave);
  const kind = sharing !== 0 ? sharing : mount.isUnbindable ? MS.unbindable : MS.private;
  noted(WANT.propagateFrom);
  const ofNamespace = noted(WANT.namespace);
  const tellsSupported = noted(WANT.supported);
  const value = {
    size: statmountLayout.size + texts.length,
    options,
    mask,
    deviceMajor: ofSuperblock ? majorOf(superblock.device) : 0,
    deviceMinor: ofSuperblock ? minorOf(superblock.device) : 0,
    magic: ofSuperblock ? superblock.magic : 0,
    superblockFlags: ofSuperblock && superblock.readOnly ? 1 : 0,
    type,
    id: ofMount ? mount.uniqueId : 0,
    parent: ofMount ? parent.uniqueId : 0,
    oldId: ofMount ? mount.id : 0,
    oldParent: ofMount ? parent.id : 0,
    attributes: ofMount ? attributesOfFlags(mount.flags) : 0,
    propagation: ofMount ? kind : 0,
    peerGroup: ofMount ? (group?.id ?? 0) : 0,
    master: ofMount ? (master?.id ?? 0) : 0,
    propagateFrom: 0,
    root,
    point,
    namespace: ofNamespace ? namespace.id : 0,
    subtype: 0,
    source,
    optionCount: 0,
    optionArray: 0,
    securityCount: 0,
    securityArray: 0,
    supported: tellsSupported ? SUPPORTED : 0n,
    uidMapCount: 0,
    uidMap: 0,
    gidMapCount: 0,
    gidMap: 0,
    spare: [],
  };
  if (texts !== "" && length < value.size) throw EOVERFLOW;
  const bytes = new Uint8Array(value.size);
  statmountLayout.write(new DataView(bytes.buffer), 0, value);
  for (let i = 0; i < texts.length; i++) bytes[statmountLayout.size + i] = texts.charCodeAt(i);
  return bytes.subarray(0, Math.min(length, bytes.length));
};

const listmount = (task: Task, address: number, buffer: number, count: number, given: number): number => {
  if ((given & ~LISTMOUNT_REVERSE) !== 0) throw EINVAL;
  if (count > MOST_IDS) throw EOVERFLOW;
  const wanted = readRequest(task, address);
  if (wanted.param !== 0n && wanted.param < FIRST_UNIQUE) throw EINVAL;
  const { vfs, root } = task.fs;
  const all = mountsOf(vfs, namespaceOf(task, wanted));
  const isRoot = wanted.mountId === LSMT_ROOT;
  const top = isRoot ? root.mount : all.find(({ uniqueId }) => BigInt(uniqueId) === wanted.mountId);
  if (top === undefined) throw ENOENT;
  checkVisible(task, top);
  const from = isRoot ? root : top.rootPath;
  const reverse = (given & LISTMOUNT_REVERSE) !== 0;
  let below = all.filter((mount) => mount !== top && !pathText(mount.rootPath, from).startsWith("(unreachable)"));
  if (reverse) below.reverse();
  if (wanted.param !== 0n) {
    const last = Number(wanted.param);
    below = below.filter(({ uniqueId }) => (reverse ? uniqueId < last : uniqueId > last));
  }
  below = below.slice(0, count);
  for (const [i, { uniqueId }] of below.entries()) task.memory.write(ulong, buffer + 8 * i, uniqueId);
  return below.length;
};

export const mountIdCalls: readonly Syscall[] = [
  call(
    "statmount",
    [pointer("req"), pointer("buf"), size("bufsize"), flags("flags", [])],
    statmount,
    "no separate options, subtypes or id maps; the namespace of a descriptor cannot be asked",
  ),
  call(
    "listmount",
    [
      pointer("req"),
      pointer("mnt_ids"),
      size("nr_mnt_ids"),
      flags("flags", [[LISTMOUNT_REVERSE, "LISTMOUNT_REVERSE"]]),
    ],
    listmount,
  ),
];
