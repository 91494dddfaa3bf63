/** ramfs (fs/ramfs): a tmpfs without limits, handles and extended attributes. */
import { EINVAL } from "../abi/errors.ts";
import type { SpaceReport } from "./superblock.ts";
import { DirectoryInode, Tmpfs, type TmpfsOptions } from "./tmpfs/tmpfs.ts";

const DEFAULT_MODE = 0o755;
const NO_SPACE: SpaceReport = { blocks: 0, free: 0, files: 0, freeFiles: 0 };

/** "mode=711": the only option; others are ignored. */
const parseMode = (data: string): number => {
  let mode = DEFAULT_MODE;
  for (const option of data.split(",")) {
    if (!option.startsWith("mode=")) continue;
    const value = option.slice("mode=".length);
    if (!/^[0-7]+$/.test(value)) throw EINVAL;
    mode = Number.parseInt(value, 8) & 0o7777;
  }
  return mode;
};

export class Ramfs extends Tmpfs {
  override readonly type = "ramfs";
  override readonly magic = 0x8584_58f6;
  override readonly isDetailed = false;
  override readonly countsEntries = false;

  constructor(options: Omit<TmpfsOptions, "size">, data: string) {
    super({ ...options, size: Number.MAX_SAFE_INTEGER }, (fs) => {
      return new DirectoryInode(fs, parseMode(data), options.owner ?? { uid: 0, gid: 0 });
    });
  }

  override space(): SpaceReport {
    return NO_SPACE;
  }

  override reconfigure(): void {}

  override options(): string {
    const mode = this.root.inode.mode & 0o7777;
    return mode === DEFAULT_MODE ? "" : `,mode=${mode.toString(8)}`;
  }
}
