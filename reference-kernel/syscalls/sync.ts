/** sync(2), fsync(2) and advice: there is no disk behind anything here, so what remains are the checks. */
import { EBADF, EINVAL, ESPIPE } from "../abi/errors.ts";
import { S_IFIFO } from "../abi/stat.ts";
import type { OpenFile } from "../files/open-file.ts";
import type { Task } from "../process/task.ts";
import { fd, int, long, uint } from "./arguments.ts";
import { call, type Syscall } from "./define.ts";

/** Only files and directories have something to write back; pipes, sockets and devices are EINVAL. */
const fsync = (task: Task, number: number): number => {
  const { inode } = task.files.get(number);
  if (inode === null || !(inode.isRegular || inode.isDirectory)) throw EINVAL;
  return 0;
};

const isPipe = (file: OpenFile): boolean => file.inode?.type === S_IFIFO;

/** POSIX_FADV_NORMAL … POSIX_FADV_NOREUSE. */
const LAST_ADVICE = 5;

const fadvise = (task: Task, number: number, _offset: number, length: number, advice: number): number => {
  const file = task.files.get(number);
  if (isPipe(file)) throw ESPIPE;
  if (length < 0 || advice < 0 || advice > LAST_ADVICE) throw EINVAL;
  return 0;
};

const readahead = (task: Task, number: number): number => {
  const file = task.files.get(number);
  if (!file.isReadable) throw EBADF;
  if (!file.inode?.isRegular) throw EINVAL;
  return 0;
};

const syncFileRange = (task: Task, number: number, offset: number, length: number, given: number): number => {
  const file = task.files.get(number);
  if ((given & ~7) !== 0 || offset < 0 || length < 0) throw EINVAL;
  const { inode } = file;
  if (inode === null || !(inode.isRegular || inode.isDirectory)) throw ESPIPE;
  return 0;
};

export const syncCalls: readonly Syscall[] = [
  call("sync", [], () => 0),
  call("syncfs", [fd()], (task, number) => {
    task.files.get(number);
    return 0;
  }),
  call("fsync", [fd()], fsync),
  call("fdatasync", [fd()], fsync),
  call("fadvise64", [fd(), long("offset"), long("len"), int("advice")], fadvise),
  call("readahead", [fd(), long("offset"), long("count")], readahead),
  call("sync_file_range", [fd(), long("offset"), long("nbytes"), uint("flags")], syncFileRange),
];
