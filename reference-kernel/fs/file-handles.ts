/** File handles (exportfs, fs/fhandle.c): bytes that name an inode of a file system, and the way back from them. */
import { EOPNOTSUPP, ESTALE } from "../abi/errors.ts";
import { struct, u32 } from "../abi/struct.ts";
import type { Dentry } from "./dentry.ts";
import type { Inode } from "./inode.ts";
import type { Superblock } from "./superblock.ts";
import { Tmpfs } from "./tmpfs/tmpfs.ts";

export interface FileHandle {
  readonly type: number;
  readonly bytes: Uint8Array;
}

/** What tmpfs makes handles of (shmem_encode_fh), and what names an inode and leads nowhere (FILEID_INO64_GEN). */
const tmpfsHandle = struct({ generation: u32, low: u32, high: u32 });
const inodeHandle = struct({ low: u32, high: u32, generation: u32 });
const TMPFS_TYPE = 1;
const INODE_TYPE = 0x81;

/** Two inodes of one number differ in this (i_generation). */
const generationOf = ({ ino }: Inode): number => Math.imul(ino, 0x9e37_79b1) >>> 0;

const canLeadBack = (superblock: Superblock): boolean => superblock instanceof Tmpfs && superblock.isDetailed;

/** The handle of an inode. EOPNOTSUPP where there is no way back, unless the handle is only to name it (`isName`). */
export const encodeHandle = (inode: Inode, isName: boolean): FileHandle => {
  const { superblock, ino } = inode;
  const low = ino % 2 ** 32;
  const value = { generation: generationOf(inode), low, high: (ino - low) / 2 ** 32 };
  const leadsBack = canLeadBack(superblock);
  if (!leadsBack && !isName) throw EOPNOTSUPP;
  const layout = leadsBack ? tmpfsHandle : inodeHandle;
  const bytes = new Uint8Array(layout.size);
  layout.write(new DataView(bytes.buffer), 0, value);
  return { type: leadsBack ? TMPFS_TYPE : INODE_TYPE, bytes };
};

/** Remembers which name an inode had when its handle was told: the way back once it has none and is still open. */
export const rememberHandle = (dentry: Dentry): void => {
  dentry.inode.superblock.handled.set(dentry.inode.ino, dentry);
};

/** A name in the tree that leads to an inode of this number. */
const find = (at: Dentry, ino: number): Dentry | null => {
  if (at.inode.ino === ino) return at;
  for (const child of at.index?.dentries() ?? []) {
    const found = find(child, ino);
    if (found !== null) return found;
  }
  return null;
};

/** The way back (exportfs_decode_fh); ESTALE when the inode is no more, or never was. */
export const decodeHandle = (superblock: Superblock, { type, bytes }: FileHandle): Dentry => {
  if (!canLeadBack(superblock) || type !== TMPFS_TYPE || bytes.length < tmpfsHandle.size) throw ESTALE;
  const { generation, low, high } = tmpfsHandle.read(new DataView(bytes.buffer, bytes.byteOffset), 0);
  const ino = high * 2 ** 32 + low;
  const remembered = superblock.handled.get(ino);
  const dentry =
    remembered !== undefined && !remembered.isUnhashed ? remembered : (find(superblock.root, ino) ?? remembered);
  if (dentry === undefined || generationOf(dentry.inode) !== generation) throw ESTALE;
  if (dentry.inode.isEvicted) {
    superblock.handled.delete(ino);
    throw ESTALE;
  }
  return dentry;
};
