/**
 * The small root that every run starts with, as data, and how it is built: everything on one tmpfs, device nodes bound
 * into /dev, /proc and /dev/pts left to their file systems.
 */

import { S_IFCHR } from "../abi/stat.ts";
import type { Clock } from "../core/clock.ts";
import type { Random } from "../core/random.ts";
import type { IdMap } from "../core/user-namespace.ts";
import { KernelBuffer } from "../memory/io.ts";
import type { PhysicalMemory } from "../memory/physical.ts";
import type { Dentry } from "./dentry.ts";
import { CHARACTER_DEVICES } from "./devices.ts";
import type { HostFolder } from "./hostfs/host-folder.ts";
import { HostFs } from "./hostfs/hostfs.ts";
import type { Inode } from "./inode.ts";
import { Path } from "./mount.ts";
import { builtinRoot, ROOT_SIZE, type RootEntry } from "./root-entries.ts";
import { RegularInode } from "./tmpfs/regular.ts";
import { DirectoryInode, SpecialInode, SymlinkInode, Tmpfs } from "./tmpfs/tmpfs.ts";
import { UNMAPPED_ID, Vfs } from "./vfs.ts";
import { newDentry } from "./walk.ts";

const ROOT_OWNER = { uid: 0, gid: 0 };
/** Root of the machine, whom the guest's user namespace does not know (overflowuid). */
const MACHINE_OWNER = { uid: UNMAPPED_ID, gid: UNMAPPED_ID };

export interface RootOptions {
  readonly clock: Clock;
  readonly random: Random;
  readonly physical: PhysicalMemory;
  readonly ids: IdMap;
}

/** A name in a directory that nobody walks yet, found on the host if need be; null when there is none. */
const childOf = (directory: Dentry, name: string): Dentry | null => {
  const known = directory.index?.get(name);
  if (known !== undefined) return known;
  const inode = directory.inode instanceof DirectoryInode ? directory.inode.find(name) : null;
  if (inode === null) return null;
  const dentry = newDentry(name, directory, inode);
  directory.index?.add(dentry);
  return dentry;
};

const partsOf = (path: string): string[] => path.split("/").filter((part) => part !== "" && part !== ".");

const MAX_LINKS = 40;

/** The directory that a path names, made where it is missing; links on the way are followed inside the root. */
const directoryAt = (fs: Tmpfs, path: string): Dentry => {
  let left = partsOf(path);
  let links = 0;
  let directory = fs.root;
  while (left.length > 0) {
    const name = left.shift() as string;
    if (name === "..") {
      directory = directory.parent ?? directory;
      continue;
    }
    const child = childOf(directory, name) ?? putIn(directory, name, makeDirectory(fs, 0o755));
    if (child.inode instanceof SymlinkInode && links++ < MAX_LINKS) {
      const target = child.inode.readLink();
      left = [...partsOf(target), ...left];
      if (target.startsWith("/")) directory = fs.root;
      continue;
    }
    if (!child.inode.isDirectory) throw new Error(`${path}: ${name} is not a directory`);
    directory = child;
  }
  return directory;
};

/** Makes a directory, and those on the way, before anybody runs. */
export const makeDirectories = (fs: Tmpfs, path: string): void => {
  directoryAt(fs, path);
};

const makeDirectory = (fs: Tmpfs, mode: number): Inode => {
  fs.allocateInode();
  const inode = new DirectoryInode(fs, mode, ROOT_OWNER);
  inode.nlink = 2;
  return inode;
};

/** Puts an inode into a directory, over what had the name. */
const putIn = (directory: Dentry, name: string, inode: Inode): Dentry => {
  const old = directory.index?.get(name);
  if (old !== undefined) directory.index?.remove(old);
  const dentry = newDentry(name, directory, inode);
  directory.index?.add(dentry);
  if (inode.isDirectory) directory.inode.nlink++;
  return dentry;
};

const place = (fs: Tmpfs, path: string, inode: Inode): Dentry => {
  const slash = path.lastIndexOf("/");
  return putIn(directoryAt(fs, path.slice(0, slash)), path.slice(slash + 1), inode);
};

const utf8 = new TextEncoder();

/** A regular file with this content, before anybody runs; the directories on the way are made. */
export const placeFile = (fs: Tmpfs, path: string, mode: number, content: Uint8Array): Dentry => {
  fs.allocateInode();
  const inode = new RegularInode(fs, mode, ROOT_OWNER);
  inode.fill(new KernelBuffer(content));
  return place(fs, path, inode);
};

/** The program to run under its own path, unless the host's folder has it there or leads to it by links. */
export const placeProgram = (fs: Tmpfs, path: string, content: Uint8Array): void => {
  if (fs instanceof HostFs && fileAt(fs, path)?.size === content.length) return;
  placeFile(fs, path, 0o755, content);
};

/** What a path leads to before anybody runs; null when there is nothing. */
const fileAt = (fs: Tmpfs, path: string): Inode | null => {
  const slash = path.lastIndexOf("/");
  const directory = directoryAt(fs, path.slice(0, slash));
  const inode = childOf(directory, path.slice(slash + 1))?.inode ?? null;
  if (!(inode instanceof SymlinkInode)) return inode;
  const target = inode.readLink();
  return fileAt(fs, target.startsWith("/") ? target : `${path.slice(0, slash)}/${target}`);
};

const placeEntry = (fs: Tmpfs, entry: RootEntry): void => {
  switch (entry.kind) {
    case "directory":
      place(fs, entry.path, makeDirectory(fs, entry.mode));
      break;
    case "file":
      placeFile(fs, entry.path, entry.mode, utf8.encode(entry.content));
      break;
    case "symlink":
      fs.allocateInode();
      place(fs, entry.path, new SymlinkInode(fs, entry.target, ROOT_OWNER));
      break;
  }
};

export interface BuiltRoot {
  readonly vfs: Vfs;
  readonly rootFs: Tmpfs;
}

const newVfs = ({ clock, random, physical, ids }: RootOptions): Vfs => {
  const vfs = new Vfs(clock, random, ids);
  vfs.memory = new Tmpfs({ device: vfs.nextDevice(), clock, physical, size: Number.MAX_SAFE_INTEGER });
  return vfs;
};

/** A VFS with the built-in root mounted, devices included; /proc is for `mountProc`. */
export const buildRoot = (options: RootOptions): BuiltRoot => {
  const { clock, physical } = options;
  const vfs = newVfs(options);
  const rootFs = new Tmpfs({ device: vfs.nextDevice(), clock, physical, size: ROOT_SIZE, mode: 0o755 });
  for (const entry of builtinRoot) placeEntry(rootFs, entry);
  vfs.mountRoot(rootFs, "tmpfs");
  const devices = deviceFs(vfs, physical);
  for (const [name, number] of Object.entries(CHARACTER_DEVICES)) {
    // As a user namespace must do it: it cannot make device nodes, but it can bind them over files.
    const target = placeFile(rootFs, `/dev/${name}`, 0o600, new Uint8Array(0));
    vfs.mount(placeDevice(devices, `/${name}`, number), new Path(vfs.root.mount, target), "devtmpfs");
  }
  return { vfs, rootFs };
};

/** A host folder as root, with a /dev of its own; /dev, /proc and /tmp are there even if the folder lacks them. */
export const buildHostRoot = (options: RootOptions, folder: HostFolder, ownTemporary: boolean): BuiltRoot => {
  const { clock, physical } = options;
  const vfs = newVfs(options);
  const rootFs = new HostFs({ device: vfs.nextDevice(), clock, physical, size: Number.MAX_SAFE_INTEGER }, folder);
  vfs.mountRoot(rootFs, "host");
  for (const path of ["/proc", "/tmp"]) directoryAt(rootFs, path);
  const devices = deviceFs(vfs, physical);
  for (const [name, number] of Object.entries(CHARACTER_DEVICES)) placeDevice(devices, `/${name}`, number);
  for (const entry of builtinRoot) {
    if (entry.path.startsWith("/dev/")) placeEntry(devices, { ...entry, path: entry.path.slice("/dev".length) });
  }
  vfs.mount(devices.root, new Path(vfs.root.mount, directoryAt(rootFs, "/dev")), "devtmpfs");
  if (ownTemporary) {
    const temporary = new Tmpfs({ device: vfs.nextDevice(), clock, physical, size: ROOT_SIZE, mode: 0o1777 });
    vfs.mount(temporary.root, new Path(vfs.root.mount, directoryAt(rootFs, "/tmp")), "tmpfs");
  }
  return { vfs, rootFs };
};

class DeviceFs extends Tmpfs {
  override readonly type = "devtmpfs";
  override readonly refusesDevices = false;
}

const deviceFs = (vfs: Vfs, physical: PhysicalMemory): Tmpfs =>
  new DeviceFs({ device: vfs.nextDevice(), clock: vfs.clock, physical, size: ROOT_SIZE, mode: 0o755 });

const placeDevice = (fs: Tmpfs, path: string, number: number): Dentry =>
  place(fs, path, new SpecialInode(fs, S_IFCHR | 0o666, MACHINE_OWNER, number));
