/** ustat(2): what is free on a mounted file system, by its device number. */
import { EINVAL } from "../abi/errors.ts";
import { bytes, i32, struct, ulong } from "../abi/struct.ts";
import type { Task } from "../process/task.ts";
import { pointer, uint } from "./arguments.ts";
import { call, type Syscall } from "./define.ts";

const ustatLayout = struct({ free: i32, inodes: ulong, name: bytes(6), pack: bytes(6) });
const NO_NAME = new Uint8Array(6);

const ustat = (task: Task, device: number, address: number): number => {
  const mount = task.fs.vfs.mounts.find(({ superblock }) => superblock.device === device);
  if (mount === undefined) throw EINVAL;
  const { free, freeFiles } = mount.superblock.space();
  task.memory.write(ustatLayout, address, { free: free | 0, inodes: freeFiles, name: NO_NAME, pack: NO_NAME });
  return 0;
};

export const ustatCalls: readonly Syscall[] = [call("ustat", [uint("dev"), pointer("ubuf")], ustat)];
