/**
 * The small root that every run starts with, as data, and how it is built: everything on one tmpfs, device nodes bound
 * into /dev, /proc and /dev/pts left to their file systems.
 */
import { S_IFCHR } from "../abi/stat.ts";
import type { Clock } from "../core/clock.ts";
import type { Random } from "../core/random.ts";
import { KernelBuffer } from "../memory/io.ts";
import type { PhysicalMemory } from "../memory/physical.ts";
import type { Dentry } from "./dentry.ts";
import { CHARACTER_DEVICES } from "./devices.ts";
import type { Inode } from "./inode.ts";
import { Path } from "./mount.ts";
import { RegularInode } from "./tmpfs/regular.ts";
import { DirectoryInode, SpecialInode, SymlinkInode, Tmpfs } from "./tmpfs/tmpfs.ts";
import { Vfs } from "./vfs.ts";
import { newDentry } from "./walk.ts";

export type RootEntry =
  | { readonly kind: "directory"; readonly path: string; readonly mode: number }
  | { readonly kind: "file"; readonly path: string; readonly mode: number; readonly content: string }
  | { readonly kind: "symlink"; readonly path: string; readonly target: string };

export const builtinRoot: readonly RootEntry[] = [
  { kind: "directory", path: "/bin", mode: 0o755 },
  { kind: "directory", path: "/dev", mode: 0o755 },
  { kind: "directory", path: "/dev/pts", mode: 0o755 },
  { kind: "directory", path: "/dev/shm", mode: 0o1777 },
  { kind: "directory", path: "/etc", mode: 0o755 },
  { kind: "directory", path: "/proc", mode: 0o555 },
  { kind: "directory", path: "/tmp", mode: 0o1777 },
  { kind: "file", path: "/etc/passwd", mode: 0o644, content: "root:x:0:0:root:/tmp:/bin/sh\n" },
  { kind: "file", path: "/etc/group", mode: 0o644, content: "root:x:0:\n" },
  { kind: "file", path: "/etc/hostname", mode: 0o644, content: "contracts\n" },
  { kind: "file", path: "/etc/hosts", mode: 0o644, content: "127.0.0.1 localhost\n::1 localhost\n" },
  { kind: "symlink", path: "/dev/fd", target: "/proc/self/fd" },
  { kind: "symlink", path: "/dev/stdin", target: "/proc/self/fd/0" },
  { kind: "symlink", path: "/dev/stdout", target: "/proc/self/fd/1" },
  { kind: "symlink", path: "/dev/stderr", target: "/proc/self/fd/2" },
  { kind: "symlink", path: "/dev/ptmx", target: "pts/ptmx" },
];

/** Bytes of the root's tmpfs. */
export const ROOT_SIZE = 64 << 20;

const ROOT_OWNER = { uid: 0, gid: 0 };
/** Root of the machine, whom the guest's user namespace does not know (overflowuid). */
const MACHINE_OWNER = { uid: 65534, gid: 65534 };

export interface RootOptions {
  readonly clock: Clock;
  readonly random: Random;
  readonly physical: PhysicalMemory;
}

/** Puts an inode under `path` of a tmpfs that nobody uses yet; the directories on the way must be there. */
const place = (root: Dentry, path: string, inode: Inode): Dentry => {
  const parts = path.split("/").filter((part) => part !== "");
  const name = parts.pop() as string;
  let directory = root;
  for (const part of parts) {
    const next = directory.index?.get(part);
    if (next === undefined) throw new Error(`no directory for ${path}`);
    directory = next;
  }
  const old = directory.index?.get(name);
  if (old !== undefined) directory.index?.remove(old);
  const dentry = newDentry(name, directory, inode);
  directory.index?.add(dentry);
  if (inode.isDirectory) {
    inode.nlink = 2;
    directory.inode.nlink++;
  }
  return dentry;
};

const utf8 = new TextEncoder();

/** A regular file with this content, before anybody runs. */
export const placeFile = (fs: Tmpfs, path: string, mode: number, content: Uint8Array): Dentry => {
  fs.allocateInode();
  const inode = new RegularInode(fs, mode, ROOT_OWNER);
  inode.fill(new KernelBuffer(content));
  return place(fs.root, path, inode);
};

/** The program to run under its own path, with the directories on the way. */
export const placeProgram = (fs: Tmpfs, path: string, content: Uint8Array): Dentry => {
  const parts = path.split("/").filter((part) => part !== "");
  let directory = fs.root;
  for (let depth = 1; depth < parts.length; depth++) {
    const known = directory.index?.get(parts[depth - 1] as string);
    if (known === undefined) placeEntry(fs, { kind: "directory", path: parts.slice(0, depth).join("/"), mode: 0o755 });
    directory = directory.index?.get(parts[depth - 1] as string) as Dentry;
  }
  return placeFile(fs, path, 0o755, content);
};

const placeEntry = (fs: Tmpfs, entry: RootEntry): void => {
  switch (entry.kind) {
    case "directory":
      fs.allocateInode();
      place(fs.root, entry.path, new DirectoryInode(fs, entry.mode, ROOT_OWNER));
      break;
    case "file":
      placeFile(fs, entry.path, entry.mode, utf8.encode(entry.content));
      break;
    case "symlink":
      fs.allocateInode();
      place(fs.root, entry.path, new SymlinkInode(fs, entry.target, ROOT_OWNER));
      break;
  }
};

/** A VFS with the built-in root mounted, devices included; /proc is for `mountProc`. */
export const buildRoot = (options: RootOptions): { readonly vfs: Vfs; readonly rootFs: Tmpfs } => {
  const { clock, random, physical } = options;
  const vfs = new Vfs(clock, random);
  const rootFs = new Tmpfs({ device: vfs.nextDevice(), clock, physical, size: ROOT_SIZE, mode: 0o755 });
  for (const entry of builtinRoot) placeEntry(rootFs, entry);
  vfs.mountRoot(rootFs, "tmpfs");
  bindDevices(vfs, rootFs, physical);
  return { vfs, rootFs };
};

class DeviceFs extends Tmpfs {
  override readonly type = "devtmpfs";
}

/** Device nodes live on a file system of their own and are bound over empty files, as a user namespace must do it. */
const bindDevices = (vfs: Vfs, rootFs: Tmpfs, physical: PhysicalMemory): void => {
  const devices = new DeviceFs({ device: vfs.nextDevice(), clock: vfs.clock, physical, size: 0, mode: 0o755 });
  for (const [name, number] of Object.entries(CHARACTER_DEVICES)) {
    const node = new SpecialInode(devices, S_IFCHR | 0o666, MACHINE_OWNER, number);
    const dentry = place(devices.root, name, node);
    const target = placeFile(rootFs, `/dev/${name}`, 0o600, new Uint8Array(0));
    vfs.mount(dentry, new Path(vfs.root.mount, target), "devtmpfs");
  }
};
