/** For tests of file systems: the built-in root, a caller who walks it, and short ways to do what calls do. */
import { O_CREAT, O_RDONLY, O_RDWR } from "../abi/open.ts";
import type { Credentials } from "../core/caller.ts";
import { Random } from "../core/random.ts";
import { FakeCaller, FakeWorld } from "../core/testing/fake-caller.ts";
import { KernelBuffer } from "../memory/io.ts";
import { PhysicalMemory } from "../memory/physical.ts";
import { buildHostRoot, buildRoot } from "./builtin-root.ts";
import { type FsCaller, FsContext } from "./context.ts";
import { DirectoryFile } from "./directory-file.ts";
import type { HostFolder } from "./hostfs/host-folder.ts";
import type { Path } from "./mount.ts";
import { checkOpenFlags, openPath } from "./open.ts";
import { ONLY_ROOT } from "./vfs.ts";
import { VfsFile } from "./vfs-file.ts";
import { resolve } from "./walk.ts";

class FsFakeCaller extends FakeCaller implements FsCaller {
  readonly tid = 1;
  readonly files = {};
  override credentials: Credentials;
  readonly fs: FsContext;

  constructor(world: FakeWorld, fs: FsContext) {
    super(world.scheduler, world.clock);
    this.fs = fs;
    // Every capability: what file systems ask for are bits of it.
    this.credentials = { ...new FakeCaller(world.scheduler, world.clock).credentials, effective: (1n << 41n) - 1n };
  }
}

const bytes = (text: string): Uint8Array => Uint8Array.from(text, (c) => c.charCodeAt(0));

/** A VFS, its first caller in /tmp, and helpers that take paths. */
export class FsWorld {
  readonly physical = new PhysicalMemory({ firstFrame: 16, size: 4 << 20 });
  readonly time = new FakeWorld();
  readonly caller: FsFakeCaller;

  constructor(folder: HostFolder | null = null) {
    const options = { clock: this.time.clock, random: new Random(1), physical: this.physical, ids: ONLY_ROOT };
    const { vfs } = folder === null ? buildRoot(options) : buildHostRoot(options, folder, false);
    this.caller = new FsFakeCaller(this.time, new FsContext(vfs));
    this.caller.fs.cwd = this.path("/tmp");
  }

  get cwd(): Path {
    return this.caller.fs.cwd;
  }

  /** Becomes a user without capabilities. */
  become(uid: number): void {
    this.caller.credentials = {
      ...this.caller.credentials,
      fsuid: uid,
      fsgid: uid,
      effective: uid === 0 ? (1n << 41n) - 1n : 0n,
    };
  }

  start(text: string): Path {
    return text.startsWith("/") ? this.caller.fs.root : this.cwd;
  }

  path(text: string, follow = true): Path {
    return resolve(this.caller, text.startsWith("/") ? this.caller.fs.root : this.caller.fs.cwd, text, follow);
  }

  open(text: string, flags = O_RDONLY, mode = 0o666): VfsFile {
    const file = openPath(this.caller, this.start(text), text, checkOpenFlags(flags), mode);
    if (!(file instanceof VfsFile)) throw new Error(`${text} is no file of a file system`);
    return file;
  }

  /** Makes or changes a file; answers it still open. */
  write(text: string, content: string, offset = 0): VfsFile {
    const file = this.open(text, O_CREAT | O_RDWR);
    file.writeAt(this.caller, new KernelBuffer(bytes(content)), offset);
    return file;
  }

  read(text: string): string {
    const file = this.open(text);
    const sink = new KernelBuffer(new Uint8Array(1 << 16));
    file.readAt(this.caller, sink, 0);
    file.release();
    return String.fromCharCode(...sink.filled);
  }

  /** Names as getdents64 lists them, `.` and `..` included. */
  list(text: string): string[] {
    const directory = this.open(text);
    const names: string[] = [];
    if (!(directory instanceof DirectoryFile)) throw new Error(`${text} is no directory`);
    directory.list(this.caller, (name) => names.push(name) > 0);
    directory.release();
    return names;
  }
}

/** The name of the errno that `action` throws; "" when it does not. */
export const errorOf = (action: () => unknown): string => {
  try {
    action();
    return "";
  } catch (error) {
    return (error as { name: string }).name;
  }
};
