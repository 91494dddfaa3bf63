/** What is behind device nodes: the memory devices of major 1 and the controlling terminal (drivers/char/mem.c). */
import { EINVAL, ENODEV, ENOSPC, ENXIO } from "../abi/errors.ts";
import { makeDevice, S_IFCHR } from "../abi/stat.ts";
import type { Caller } from "../core/caller.ts";
import type { Random } from "../core/random.ts";
import type { Blocking } from "../core/thread.ts";
import type { OpenFile } from "../files/open-file.ts";
import type { Sink, Source } from "../memory/io.ts";
import { type Mappable, MappingSet } from "../memory/mappable.ts";
import type { FsCaller } from "./context.ts";
import type { Inode } from "./inode.ts";
import type { Path } from "./mount.ts";
import { VfsFile } from "./vfs-file.ts";

/** Character devices of the built-in /dev. */
export const CHARACTER_DEVICES = {
  null: makeDevice(1, 3),
  zero: makeDevice(1, 5),
  full: makeDevice(1, 7),
  random: makeDevice(1, 8),
  urandom: makeDevice(1, 9),
  tty: makeDevice(5, 0),
} as const;

export type Driver = (caller: FsCaller, flags: number, path: Path) => OpenFile | Blocking<OpenFile>;

export class Devices {
  readonly #characters = new Map<number, Driver>();

  constructor(random: Random) {
    this.register(CHARACTER_DEVICES.null, (_caller, flags, path) => new NullFile(path, flags));
    this.register(CHARACTER_DEVICES.zero, (_caller, flags, path) => new ZeroFile(path, flags));
    this.register(CHARACTER_DEVICES.full, (_caller, flags, path) => new FullFile(path, flags));
    this.register(CHARACTER_DEVICES.random, (_caller, flags, path) => new RandomFile(path, flags, random, true));
    this.register(CHARACTER_DEVICES.urandom, (_caller, flags, path) => new RandomFile(path, flags, random, false));
  }

  /** Adds the driver of a character device; a node without one is ENXIO. */
  register(device: number, driver: Driver): void {
    this.#characters.set(device, driver);
  }

  open(inode: Inode, caller: FsCaller, flags: number, path: Path): OpenFile | Blocking<OpenFile> {
    const driver = inode.type === S_IFCHR ? this.#characters.get(inode.rdev) : undefined;
    if (driver === undefined) throw ENXIO;
    return driver(caller, flags, path);
  }
}

/** /dev/null: reads end of file, swallows writes without looking at them, always at offset 0. */
class NullFile extends VfsFile {
  override get canSpliceTo(): boolean {
    return true;
  }

  override get isSeekable(): boolean {
    return true;
  }

  override read(_caller: Caller, _sink: Sink): number {
    return 0;
  }

  override readAt(_caller: Caller, _sink: Sink, _offset: number): number {
    return 0;
  }

  override write(_caller: Caller, source: Source): number {
    return source.remaining;
  }

  override writeAt(_caller: Caller, source: Source, _offset: number): number {
    return source.remaining;
  }

  override seek(_caller: Caller, _offset: number, _whence: number): number {
    this.offset = 0;
    return 0;
  }
}

class ZeroFile extends NullFile {
  override get canSpliceFrom(): boolean {
    return true;
  }

  /** Mapping it is mapping anonymous memory (mmap_zero). */
  override mappable(): Mappable {
    return {
      isAnonymous: true,
      size: 0,
      mappings: new MappingSet(),
      page: () => null,
      describe: () => this.describe(),
    };
  }

  override read(_caller: Caller, sink: Sink): number {
    return sink.putZeroes(sink.remaining);
  }

  override readAt(_caller: Caller, sink: Sink, _offset: number): number {
    return sink.putZeroes(sink.remaining);
  }
}

class FullFile extends ZeroFile {
  override get canSpliceTo(): boolean {
    return false;
  }

  override mappable(): never {
    throw ENODEV;
  }

  override write(): never {
    throw ENOSPC;
  }

  override writeAt(): never {
    throw ENOSPC;
  }
}

/** /dev/random and /dev/urandom: bytes from the kernel's seed. Only the former has a poll operation. */
class RandomFile extends VfsFile {
  readonly #random: Random;
  readonly #polls: boolean;

  constructor(path: Path, flags: number, random: Random, polls: boolean) {
    super(path, flags);
    this.#random = random;
    this.#polls = polls;
  }

  override get canSpliceFrom(): boolean {
    return true;
  }

  override get canSpliceTo(): boolean {
    return true;
  }

  override get isPollable(): boolean {
    return this.#polls;
  }

  override get isSeekable(): boolean {
    return true;
  }

  override read(_caller: Caller, sink: Sink): number {
    let done = 0;
    const chunk = new Uint8Array(256);
    while (sink.remaining > 0) {
      const wanted = Math.min(chunk.length, sink.remaining);
      this.#random.fill(chunk);
      const moved = sink.put(chunk, 0, wanted);
      done += moved;
      if (moved < wanted) break;
    }
    return done;
  }

  override readAt(caller: Caller, sink: Sink, _offset: number): number {
    return this.read(caller, sink);
  }

  /** Stirs the pool on Linux; here it is read and let go. */
  override write(_caller: Caller, source: Source): number {
    let done = 0;
    const chunk = new Uint8Array(256);
    while (source.remaining > 0) {
      const wanted = Math.min(chunk.length, source.remaining);
      const moved = source.take(chunk, 0, wanted);
      done += moved;
      if (moved < wanted) break;
    }
    return done;
  }

  override writeAt(caller: Caller, source: Source, _offset: number): number {
    return this.write(caller, source);
  }

  /** noop_llseek. */
  override seek(_caller: Caller, _offset: number, whence: number): number {
    if (whence < 0 || whence > 4) throw EINVAL;
    return this.offset;
  }
}
