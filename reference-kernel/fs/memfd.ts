/** memfd_create(2): a regular file of a tmpfs that is mounted nowhere, and the seals on it (mm/memfd.c). */
import { EBUSY, EINVAL, EPERM } from "../abi/errors.ts";
import { O_LARGEFILE, O_RDWR } from "../abi/open.ts";
import type { FsCaller } from "./context.ts";
import { Dentry } from "./dentry.ts";
import { Mount, Path } from "./mount.ts";
import { RegularFile, RegularInode, SEAL } from "./tmpfs/regular.ts";
import type { Tmpfs } from "./tmpfs/tmpfs.ts";

/** The open file: it has a name for /proc, and no place. */
class MemoryFile extends RegularFile {
  readonly #name: string;

  constructor(path: Path, file: RegularInode, name: string) {
    super(path, O_RDWR | O_LARGEFILE, file);
    this.#name = name;
  }

  override describe(): string {
    return `/memfd:${this.#name} (deleted)`;
  }
}

export const makeMemoryFile = (
  caller: FsCaller,
  memory: Tmpfs,
  name: string,
  options: { readonly sealable: boolean; readonly executable: boolean },
): RegularFile => {
  memory.allocateInode();
  const owner = { uid: caller.credentials.fsuid, gid: caller.credentials.fsgid };
  const inode = new RegularInode(memory, options.executable ? 0o777 : 0o666, owner);
  inode.nlink = 0;
  inode.seals = (options.executable ? 0 : SEAL.exec) | (options.sealable ? 0 : SEAL.seal);
  const dentry = new Dentry(`memfd:${name}`, memory.root, inode, null);
  dentry.isUnhashed = true;
  inode.getWriteAccess();
  return new MemoryFile(new Path(new Mount(0, memory.root, "none"), dentry), inode, name);
};

/** F_ADD_SEALS (memfd_add_seals). */
export const addSeals = (file: RegularFile, seals: number): void => {
  if (!file.isWritable) throw EPERM;
  if ((seals & ~SEAL.all) !== 0) throw EINVAL;
  const { regular } = file;
  if ((regular.seals & SEAL.seal) !== 0) throw EPERM;
  if ((seals & SEAL.write) !== 0 && (regular.seals & SEAL.write) === 0 && regular.pages.mappings.writable > 0) {
    throw EBUSY;
  }
  const all = SEAL.shrink | SEAL.grow | SEAL.write | SEAL.futureWrite;
  const implied = (seals & SEAL.exec) !== 0 && (regular.mode & 0o111) !== 0 ? all : 0;
  regular.seals |= seals | implied;
};
