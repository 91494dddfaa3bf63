/** System V shared memory: shmget(2), shmat(2), shmdt(2), shmctl(2), after ipc/shm.c. */
import { CAP_IPC_LOCK } from "../abi/capabilities.ts";
import { EINVAL, ENOMEM, ENOSPC, EPERM } from "../abi/errors.ts";
import * as ipc from "../abi/ipc.ts";
import { PROT_EXEC, PROT_READ, PROT_WRITE } from "../abi/mman.ts";
import { capableIn } from "../core/user-namespace.ts";
import type { IpcNamespace } from "../ipc/namespace.ts";
import { secondsNow } from "../ipc/object.ts";
import { Attachment, type Moment, Segment } from "../ipc/segment.ts";
import { pageAlign } from "../memory/address-space.ts";
import { TASK_SIZE } from "../memory/user-memory.ts";
import { VMA } from "../memory/vma.ts";
import { RLIMIT } from "../process/limits.ts";
import { shownPid } from "../process/pids.ts";
import { Task } from "../process/task.ts";
import { flags, int, oneOf, pointer, size } from "./arguments.ts";
import { answersAddress, call, type Syscall } from "./define.ts";
import { getFlags, keyArgument, ownerChange } from "./ipc-arguments.ts";

const PAGE = 4096;

/** Who maps or unmaps a segment: the task that runs. */
const momentOf = (task: Task) => (): Moment => {
  const thread = task.scheduler.current;
  const acting = thread instanceof Task ? thread : task;
  return { pid: acting.pid, seconds: secondsNow(acting) };
};

const makeSegment = (task: Task, space: IpcNamespace, key: number, bytes: number, bits: number): Segment => {
  if (bytes < 1 || bytes > space.limits.shmmax) throw EINVAL;
  const pages = Math.ceil(bytes / PAGE);
  if (pages + space.sharedPages > space.limits.shmall) throw ENOSPC;
  // There are no huge pages, as on a machine that has set none aside.
  if ((bits & ipc.SHM_HUGETLB) !== 0) throw ENOMEM;
  return new Segment(task, task.system.memory, {
    userNs: space.userNs,
    key,
    mode: bits,
    size: bytes,
    noReserve: (bits & ipc.SHM_NORESERVE) !== 0,
    moment: momentOf(task),
    onUnused: (segment) => space.destroySegment(segment),
  });
};

const shmget = (task: Task, key: number, bytes: number, bits: number): number => {
  const space = task.ipc;
  const before = space.segments.count;
  const make = (): Segment => makeSegment(task, space, key, bytes, bits);
  const segment = space.segments.get(task, key, bits, make, (found) => {
    if (found.size < bytes) throw EINVAL;
  });
  if (space.segments.count > before) space.sharedPages += segment.pages;
  return segment.id;
};

/** The address that is meant, 0 for any: SHM_RND rounds it down. */
const placeOf = (address: number, bits: number): number => {
  if (address === 0) {
    if ((bits & ipc.SHM_REMAP) !== 0) throw EINVAL;
    return 0;
  }
  const inPage = address % PAGE;
  if (inPage === 0) return address;
  if ((bits & ipc.SHM_RND) === 0) throw EINVAL;
  const rounded = address - inPage;
  if (rounded === 0 && (bits & ipc.SHM_REMAP) !== 0) throw EINVAL;
  return rounded;
};

const shmat = (task: Task, id: number, address: number, bits: number): number => {
  if (id < 0) throw EINVAL;
  const place = placeOf(address, bits);
  const isReadOnly = (bits & ipc.SHM_RDONLY) !== 0;
  const isExecutable = (bits & ipc.SHM_EXEC) !== 0;
  const segment = task.ipc.segments.find(id);
  segment.checkAccess(task, 0o444 | (isReadOnly ? 0 : 0o222) | (isExecutable ? 0o111 : 0));
  const { space } = task;
  const length = pageAlign(segment.size);
  if (place !== 0 && (bits & ipc.SHM_REMAP) === 0) {
    if (place + length > TASK_SIZE || space.areas.within(place, place + length).length > 0) throw EINVAL;
  }
  const start = space.findAddress(place, length, address === 0 ? "hint" : "fixed");
  const rights = PROT_READ | (isReadOnly ? 0 : PROT_WRITE);
  space.mapAt(start, length, {
    prot: rights | (isExecutable ? PROT_EXEC : 0),
    maxProt: rights | PROT_EXEC,
    flags: VMA.shared | space.futureLocks,
    backing: { pages: segment, owner: new Attachment(segment) },
    offset: 0,
  });
  return start;
};

/** Unmaps whatever is left of the attachment that began at `address`. */
const shmdt = (task: Task, address: number): number => {
  if (address % PAGE !== 0) throw EINVAL;
  const { space } = task;
  const first = space.areas
    .within(address, TASK_SIZE)
    .find((vma) => vma.backing?.owner instanceof Attachment && vma.start - address === vma.pageIndex(vma.start) * PAGE);
  const owner = first?.backing?.owner;
  if (!(owner instanceof Attachment)) throw EINVAL;
  const end = address + pageAlign(owner.segment.size);
  for (const vma of space.areas.within(address, end)) {
    if (vma.backing?.owner !== owner || vma.start - address !== vma.pageIndex(vma.start) * PAGE) continue;
    space.unmap(vma.start, vma.end);
  }
  return 0;
};

const writeStatus = (task: Task, address: number, segment: Segment): void =>
  task.memory.write(ipc.shmidDs, address, {
    perm: segment.permissions(task),
    segsz: segment.size,
    atime: segment.atime,
    dtime: segment.dtime,
    ctime: segment.ctime,
    cpid: shownPid(task, segment.creator),
    lpid: shownPid(task, segment.lastPid),
    nattch: segment.attached,
    unused4: 0,
    unused5: 0,
  });

const writeLimits = (task: Task, address: number): number => {
  const { limits, segments } = task.ipc;
  const { shmmax, shmmni, shmall } = limits;
  const unused = { unused1: 0, unused2: 0, unused3: 0, unused4: 0 };
  task.memory.write(ipc.shminfo, address, { shmmax, shmmin: 1, shmmni, shmseg: shmmni, shmall, ...unused });
  return segments.highestIndex;
};

const writeUsage = (task: Task, address: number): number => {
  const { segments, sharedPages } = task.ipc;
  let resident = 0;
  for (const segment of segments.all) {
    for (let page = 0; page < segment.pages; page++) if (segment.isResident(page)) resident++;
  }
  task.memory.write(ipc.shmInfo, address, {
    usedIds: segments.count,
    total: sharedPages,
    resident,
    swapped: 0,
    swapAttempts: 0,
    swapSuccesses: 0,
  });
  return segments.highestIndex;
};

/** Attached segments live on without their key until the last mapping goes (do_shm_rmid). */
const remove = (task: Task, segment: Segment): void => {
  if (segment.attached === 0) {
    task.ipc.destroySegment(segment);
    return;
  }
  segment.mode |= ipc.SHM_DEST;
  task.ipc.segments.forgetKey(segment);
};

/** Locked segments count against RLIMIT_MEMLOCK, whoever locks them (user_shm_lock). */
const lock = (task: Task, segment: Segment, isLock: boolean): void => {
  const limit = task.limit(RLIMIT.MEMLOCK);
  if (!capableIn(task.credentials, segment.userNs, CAP_IPC_LOCK)) {
    if (!segment.isOwner(task) || (isLock && limit === 0)) throw EPERM;
  }
  if (!isLock) {
    segment.mode &= ~ipc.SHM_LOCKED;
    return;
  }
  if ((segment.mode & ipc.SHM_LOCKED) !== 0) return;
  let bytes = segment.pages * PAGE;
  for (const other of task.ipc.segments.all) if ((other.mode & ipc.SHM_LOCKED) !== 0) bytes += other.pages * PAGE;
  if (bytes > limit) throw ENOMEM;
  segment.mode |= ipc.SHM_LOCKED;
};

const shmctl = (task: Task, id: number, command: number, address: number): number => {
  if (id < 0 || command < 0) throw EINVAL;
  const { segments } = task.ipc;
  switch (command) {
    case ipc.IPC_INFO:
      return writeLimits(task, address);
    case ipc.SHM_INFO:
      return writeUsage(task, address);
    case ipc.IPC_STAT:
    case ipc.SHM_STAT:
    case ipc.SHM_STAT_ANY: {
      const segment = command === ipc.IPC_STAT ? segments.find(id) : segments.at(id);
      if (command !== ipc.SHM_STAT_ANY) segment.checkAccess(task, 0o444);
      writeStatus(task, address, segment);
      return command === ipc.IPC_STAT ? 0 : segment.id;
    }
    case ipc.IPC_SET: {
      const change = ownerChange(task, address);
      const segment = segments.find(id);
      segment.checkOwner(task);
      segment.change(task, change());
      return 0;
    }
    case ipc.IPC_RMID: {
      const segment = segments.find(id);
      segment.checkOwner(task);
      remove(task, segment);
      return 0;
    }
    case ipc.SHM_LOCK:
    case ipc.SHM_UNLOCK:
      lock(task, segments.find(id), command === ipc.SHM_LOCK);
      return 0;
    default:
      throw EINVAL;
  }
};

const attachFlags = flags("shmflg", [
  [ipc.SHM_RDONLY, "SHM_RDONLY"],
  [ipc.SHM_RND, "SHM_RND"],
  [ipc.SHM_REMAP, "SHM_REMAP"],
  [ipc.SHM_EXEC, "SHM_EXEC"],
]);

const commands = oneOf("cmd", {
  [ipc.IPC_RMID]: "IPC_RMID",
  [ipc.IPC_SET]: "IPC_SET",
  [ipc.IPC_STAT]: "IPC_STAT",
  [ipc.IPC_INFO]: "IPC_INFO",
  [ipc.SHM_LOCK]: "SHM_LOCK",
  [ipc.SHM_UNLOCK]: "SHM_UNLOCK",
  [ipc.SHM_STAT]: "SHM_STAT",
  [ipc.SHM_INFO]: "SHM_INFO",
  [ipc.SHM_STAT_ANY]: "SHM_STAT_ANY",
});

export const sharedMemoryCalls: readonly Syscall[] = [
  call("shmget", [keyArgument, size("size"), getFlags("shmflg")], shmget, "SHM_HUGETLB finds no huge pages (ENOMEM)"),
  answersAddress(call("shmat", [int("shmid"), pointer("shmaddr"), attachFlags], shmat)),
  call("shmdt", [pointer("shmaddr")], shmdt),
  call("shmctl", [int("shmid"), commands, pointer("buf")], shmctl),
];
