/**
 * Events of the file system, told to those who watch inodes (fs/notify/fsnotify.c). What happens to a file is told to the
 * watches of its directory, with its name, and then to its own, without.
 */
import type { Dentry } from "./dentry.ts";
import type { Inode } from "./inode.ts";

/** Events, as inotify(7) numbers them. */
export const IN = {
  access: 0x1,
  modify: 0x2,
  attrib: 0x4,
  closeWrite: 0x8,
  closeNoWrite: 0x10,
  open: 0x20,
  movedFrom: 0x40,
  movedTo: 0x80,
  create: 0x100,
  delete: 0x200,
  deleteSelf: 0x400,
  moveSelf: 0x800,
  unmount: 0x2000,
  overflow: 0x4000,
  ignored: 0x8000,
  allEvents: 0xfff,
  /** Either end of a rename, told to the directory that the name left; never to inotify. */
  rename: 0x1000_0000,
  isDirectory: 0x4000_0000,
} as const;

/** Somebody who watches one inode. */
export interface InodeWatch {
  /** Events that it wants. */
  readonly mask: number;
  /** It does not want to hear of children that have been unlinked (IN_EXCL_UNLINK). */
  readonly excludesUnlinked: boolean;
  /** `about`: what it happened to; `directory`: where its name is, when it is told by name. */
  deliver(mask: number, name: string, cookie: number, about: Inode, directory: Inode | null): void;
  /** The inode is gone. */
  inodeGone(): void;
}

export const watch = (inode: Inode, watcher: InodeWatch): void => {
  inode.watches ??= new Set();
  inode.watches.add(watcher);
  inode.superblock.watched.add(inode);
};

export const stopWatching = (inode: Inode, watcher: InodeWatch): void => {
  inode.watches?.delete(watcher);
  if (inode.watches?.size !== 0) return;
  inode.watches = null;
  inode.superblock.watched.delete(inode);
};

const tell = (
  inode: Inode,
  mask: number,
  name: string,
  cookie: number,
  about: Inode = inode,
  isUnlinked = false,
): void => {
  const { watches } = inode;
  if (watches === null) return;
  for (const watch of [...watches]) {
    if ((watch.mask & mask & ~IN.isDirectory) === 0 || (isUnlinked && watch.excludesUnlinked)) continue;
    watch.deliver(mask, name, cookie, about, name === "" ? null : inode);
  }
};

const directoryBit = (inode: Inode): number => (inode.isDirectory ? IN.isDirectory : 0);

/** Something happened to what a dentry names (fsnotify_parent). */
export const notifyFile = (dentry: Dentry, event: number): void => {
  const { inode, parent } = dentry;
  if (inode.watches === null && (parent === null || parent.inode.watches === null)) return;
  const mask = event | directoryBit(inode);
  if (parent !== null) tell(parent.inode, mask, dentry.name, 0, inode, dentry.isUnhashed);
  tell(inode, mask, "", 0);
};

/** A name came to a directory or left it. */
export const notifyName = (directory: Inode, event: number, name: string, child: Inode, cookie = 0): void =>
  tell(directory, event | directoryBit(child), name, cookie, child);

/** Something happened to the inode itself, whatever its names. */
export const notifyInode = (inode: Inode, event: number): void => tell(inode, event, "", 0);

/** The inode is evicted. */
export const notifyGone = (inode: Inode): void => {
  const { watches } = inode;
  if (watches === null) return;
  tell(inode, IN.deleteSelf, "", 0);
  for (const watch of [...watches]) watch.inodeGone();
  inode.watches = null;
};

/** The file system is unmounted: whoever watches its inodes hears of it, and watches no more. */
export const notifyUnmount = (watched: ReadonlySet<Inode>): void => {
  for (const inode of [...watched]) {
    const { watches } = inode;
    if (watches === null) continue;
    for (const watch of [...watches]) {
      watch.deliver(IN.unmount | directoryBit(inode), "", 0, inode, null);
      watch.inodeGone();
    }
    inode.watches = null;
  }
};
