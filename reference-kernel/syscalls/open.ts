/** open(2), openat(2), creat(2), openat2(2), close(2), close_range(2). */
import { E2BIG, EBADF, EINVAL } from "../abi/errors.ts";
import { AT_FDCWD, O_CLOEXEC, O_CREAT, O_PATH, O_TMPFILE, O_TRUNC, O_WRONLY } from "../abi/open.ts";
import { openHow } from "../abi/stat.ts";
import type { Blocking } from "../core/thread.ts";
import type { OpenFile } from "../files/open-file.ts";
import { checkOpenFlags, openPath, VALID_OPEN_FLAGS } from "../fs/open.ts";
import { RESOLVE } from "../fs/walk.ts";
import { RLIMIT } from "../process/limits.ts";
import type { Task } from "../process/task.ts";
import { dirfd, fd, flags, octal, path, pointer, size, uint } from "./arguments.ts";
import { call, type Syscall } from "./define.ts";
import { closeRangeFlagNames, openFlagNames } from "./flag-names.ts";
import { install } from "./install.ts";
import { startOf } from "./paths.ts";

/** Mode bits that open(2) takes (S_IALLUGO). */
const MODE_BITS = 0o7777;
const CLOSE_RANGE_UNSHARE = 2;
const CLOSE_RANGE_CLOEXEC = 4;

const openAt = (
  task: Task,
  directory: number,
  address: number,
  given: number,
  mode: number,
  resolveFlags = 0,
): number | Blocking<number> => {
  const checked = checkOpenFlags(given);
  const text = task.memory.readPath(address);
  // A number is found first: at the limit nothing is created.
  task.files.lowestFree(task.limit(RLIMIT.NOFILE));
  const opened = openPath(
    task,
    startOf(task, directory, text, (resolveFlags & SCOPED) !== 0),
    text,
    checked,
    mode & MODE_BITS,
    resolveFlags,
  );
  const closeOnExec = (given & O_CLOEXEC) !== 0;
  return "next" in opened ? installLater(task, opened, closeOnExec) : install(task, opened, closeOnExec);
};

function* installLater(task: Task, opening: Blocking<OpenFile>, closeOnExec: boolean): Blocking<number> {
  return install(task, yield* opening, closeOnExec);
}

/** The extensible struct of openat2: a longer one is fine as long as what we do not know is zero (copy_struct_from_user). */
const openAt2 = (
  task: Task,
  directory: number,
  address: number,
  how: number,
  length: number,
): number | Blocking<number> => {
  if (length < openHow.size) throw EINVAL;
  if (length > 4096) throw E2BIG;
  const beyond = task.memory.readBytes(how, length).subarray(openHow.size);
  if (beyond.some((byte) => byte !== 0)) throw E2BIG;
  const request = task.memory.read(openHow, how);
  if (request.flags > 0xffff_ffff || (request.flags & ~VALID_OPEN_FLAGS) !== 0) throw EINVAL;
  if (request.resolve > 0x3f) throw EINVAL;
  if ((request.resolve & SCOPED) === SCOPED) throw EINVAL;
  const creates = (request.flags & (O_CREAT | (O_TMPFILE & ~0o200000))) !== 0;
  if (creates ? request.mode > MODE_BITS : request.mode !== 0) throw EINVAL;
  if ((request.flags & O_PATH) !== 0 && (request.flags & ~PATH_ONLY) !== 0) throw EINVAL;
  return openAt(task, directory, address, request.flags | 0, request.mode, request.resolve);
};

/** RESOLVE_BENEATH and RESOLVE_IN_ROOT, which exclude each other. */
const SCOPED = RESOLVE.beneath | RESOLVE.inRoot;
/** What goes with O_PATH: O_DIRECTORY, O_NOFOLLOW, O_CLOEXEC. */
const PATH_ONLY = 0o12600000;

const closeRange = (task: Task, first: number, last: number, how: number): number => {
  if ((how & ~(CLOSE_RANGE_UNSHARE | CLOSE_RANGE_CLOEXEC)) !== 0 || first > last) throw EINVAL;
  if ((how & CLOSE_RANGE_UNSHARE) !== 0 && task.files.isShared) {
    const own = task.files.copy();
    task.files.leave(task);
    task.files = own;
  }
  for (const number of task.files.numbers()) {
    if (number < first || number > last) continue;
    if ((how & CLOSE_RANGE_CLOEXEC) !== 0) task.files.setCloseOnExec(number, true);
    else {
      try {
        task.files.close(task, number);
      } catch {
        // What a flush says is lost here, as in __range_close.
      }
    }
  }
  return 0;
};

export const openCalls: readonly Syscall[] = [
  call("open", [path(), flags("flags", openFlagNames), octal()], (task, address, given, mode) =>
    openAt(task, AT_FDCWD, address, given, mode),
  ),
  call("creat", [path(), octal()], (task, address, mode) =>
    openAt(task, AT_FDCWD, address, O_CREAT | O_WRONLY | O_TRUNC, mode),
  ),
  call("openat", [dirfd(), path(), flags("flags", openFlagNames), octal()], openAt),
  call("openat2", [dirfd(), path(), pointer("how"), size("size")], openAt2),
  call("close", [fd()], (task, number) => {
    // Programs close whole ranges of numbers, most of which are not open.
    if (!task.files.has(number)) return EBADF;
    task.files.close(task, number);
    return 0;
  }),
  call("close_range", [uint("first"), uint("last"), flags("flags", closeRangeFlagNames)], closeRange),
];
