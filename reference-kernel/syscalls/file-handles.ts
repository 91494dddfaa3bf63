/** name_to_handle_at(2), open_by_handle_at(2). */
import { CAP_DAC_READ_SEARCH, CAP_SYS_ADMIN } from "../abi/capabilities.ts";
import { EBADF, EINVAL, EOPNOTSUPP, EOVERFLOW, EPERM, ESTALE } from "../abi/errors.ts";
import { AT_EMPTY_PATH, AT_FDCWD, AT_SYMLINK_FOLLOW, O_CLOEXEC, O_CREAT, O_DIRECTORY } from "../abi/open.ts";
import { i32, struct, u32, ulong } from "../abi/struct.ts";
import type { Blocking } from "../core/thread.ts";
import { capableIn, capableOverall } from "../core/user-namespace.ts";
import { decodeHandle, encodeHandle, rememberHandle } from "../fs/file-handles.ts";
import { Path } from "../fs/mount.ts";
import { checkOpenFlags, openPlace } from "../fs/open.ts";
import type { Task } from "../process/task.ts";
import { dirfd, fd, flags, path, pointer } from "./arguments.ts";
import { call, type Syscall } from "./define.ts";
import { openFlagNames } from "./flag-names.ts";
import { install } from "./install.ts";
import { pathAtOrFile } from "./paths.ts";

/** struct file_handle without its bytes. */
const header = struct({ bytes: u32, type: i32 });
const MAX_HANDLE_SIZE = 128;
const FILEID_INVALID = 0xff;
const AT_HANDLE_MNT_ID_UNIQUE = 1;
const AT_HANDLE_CONNECTABLE = 2;
const AT_HANDLE_FID = 0x200;
const KNOWN = AT_SYMLINK_FOLLOW | AT_EMPTY_PATH | AT_HANDLE_FID | AT_HANDLE_MNT_ID_UNIQUE | AT_HANDLE_CONNECTABLE;

const nameToHandle = (
  task: Task,
  directory: number,
  address: number,
  handleAt: number,
  mountIdAt: number,
  given: number,
): number => {
  if ((given & ~KNOWN) !== 0) throw EINVAL;
  const isName = (given & AT_HANDLE_FID) !== 0;
  if (isName && (given & AT_HANDLE_CONNECTABLE) !== 0) throw EINVAL;
  const at = pathAtOrFile(task, directory, address, (given & AT_SYMLINK_FOLLOW) !== 0, given);
  const handle = encodeHandle(at.inode, isName);
  if ((given & AT_HANDLE_CONNECTABLE) !== 0) throw EOPNOTSUPP;
  const room = task.memory.read(header, handleAt).bytes;
  if (room > MAX_HANDLE_SIZE) throw EINVAL;
  const fits = handle.bytes.length <= room;
  if ((given & AT_HANDLE_MNT_ID_UNIQUE) !== 0) task.memory.write(ulong, mountIdAt, at.mount.uniqueId);
  else task.memory.write(i32, mountIdAt, at.mount.id);
  task.memory.write(header, handleAt, { bytes: handle.bytes.length, type: fits ? handle.type : FILEID_INVALID });
  if (!fits) throw EOVERFLOW;
  task.memory.writeBytes(handleAt + header.size, handle.bytes);
  rememberHandle(at.dentry);
  return 0;
};

/** Over the machine, or folders for who administers the file system's user namespace (may_decode_fh). */
const checkMayDecode = (task: Task, { mount }: Path, given: number): void => {
  const { credentials } = task;
  if (capableOverall(credentials, CAP_DAC_READ_SEARCH)) return;
  if ((given & O_DIRECTORY) === 0) throw EPERM;
  const over = mount.superblock.userNs ?? mount.namespace?.userNs;
  if (over === undefined || !capableIn(credentials, over, CAP_SYS_ADMIN)) throw EPERM;
  if (!capableIn(credentials, credentials.userNs, CAP_DAC_READ_SEARCH)) throw EPERM;
};

const openByHandle = (task: Task, number: number, handleAt: number, given: number): number | Blocking<number> => {
  const place = number === AT_FDCWD ? task.fs.cwd : task.files.get(number).path;
  if (place === null) throw EBADF;
  checkMayDecode(task, place, given);
  const { bytes: length, type } = task.memory.read(header, handleAt);
  if (length > MAX_HANDLE_SIZE || length === 0) throw EINVAL;
  const bytes = task.memory.readBytes(handleAt + header.size, length);
  const dentry = decodeHandle(place.mount.superblock, { type, bytes });
  const isRestricted = !capableOverall(task.credentials, CAP_DAC_READ_SEARCH);
  if (isRestricted && !dentry.inode.isDirectory) throw ESTALE;
  const opened = openPlace(task, new Path(place.mount, dentry), checkOpenFlags(given & ~O_CREAT));
  const closeOnExec = (given & O_CLOEXEC) !== 0;
  if (!("next" in opened)) return install(task, opened, closeOnExec);
  return (function* () {
    return install(task, yield* opened, closeOnExec);
  })();
};

export const fileHandleCalls: readonly Syscall[] = [
  call(
    "name_to_handle_at",
    [
      dirfd("dfd"),
      path("name"),
      pointer("handle"),
      pointer("mnt_id"),
      flags("flag", [
        [AT_HANDLE_FID, "AT_HANDLE_FID"],
        [AT_SYMLINK_FOLLOW, "AT_SYMLINK_FOLLOW"],
        [AT_EMPTY_PATH, "AT_EMPTY_PATH"],
        [AT_HANDLE_MNT_ID_UNIQUE, "AT_HANDLE_MNT_ID_UNIQUE"],
        [AT_HANDLE_CONNECTABLE, "AT_HANDLE_CONNECTABLE"],
      ]),
    ],
    nameToHandle,
    "handles of tmpfs and the root; elsewhere only AT_HANDLE_FID",
  ),
  call("open_by_handle_at", [fd("mountdirfd"), pointer("handle"), flags("flags", openFlagNames)], openByHandle),
];
