/**
 * The one way in which the kernel reads and writes a guest's memory (uaccess.h): every access goes through the address
 * space's `translate`, page by page, and raises EFAULT where Linux would.
 *
 * Strings are "binary strings": one character a byte (Latin-1), so that paths and names keep every byte.
 */
import { E2BIG, EFAULT, EINVAL, ENAMETOOLONG, ENOMEM } from "../abi/errors.ts";
import type { Codec } from "../abi/struct.ts";
import { type Access, FAULT_NO_MEMORY, type Mmu, READ, WRITE } from "./mmu.ts";
import { FRAME_SHIFT, FRAME_SIZE, inPageOf, type PhysicalMemory } from "./physical.ts";

/** First address that no user program has (TASK_SIZE_MAX on x86-64 with four-level paging). */
export const TASK_SIZE = 0x7fff_ffff_f000;
/** Longest path with its NUL, in bytes. */
export const PATH_MAX = 4096;
/** Most iovecs in one call. */
export const IOV_MAX = 1024;
/** Most bytes that one read or write moves (MAX_RW_COUNT). */
export const MAX_RW_COUNT = 0x7fff_f000;

export interface IoVector {
  readonly base: number;
  readonly length: number;
}

/** Fewer bytes are copied one by one: calling for them, or making a view of them, costs more. */
const FEW = 64;

function copy(from: Uint8Array, start: number, to: Uint8Array, at: number, count: number): void {
  if (count <= FEW) for (let i = 0; i < count; i++) to[at + i] = from[start + i]!;
  else if (from === to) to.copyWithin(at, start, start + count);
  else if (count === from.length) to.set(from, at);
  else to.set(from.subarray(start, start + count), at);
}

export class UserMemory {
  readonly #mmu: Mmu;
  /** Where what `place` found lies. */
  readonly physical: PhysicalMemory;
  #scratch: DataView | null = null;
  #scratchBytes: Uint8Array | null = null;
  #scratchWords: Uint32Array | null = null;

  constructor(mmu: Mmu, physical: PhysicalMemory) {
    this.#mmu = mmu;
    this.physical = physical;
  }

  /** Copies guest bytes [address, address + length) out; EFAULT if any is not readable. */
  readBytes(address: number, length: number): Uint8Array {
    const out = new Uint8Array(length);
    if (this.copyIn(address, out, 0, length) < length) throw EFAULT;
    return out;
  }

  /** Copies `data` to the guest; EFAULT if any byte is not writable (bytes before it may have been written). */
  writeBytes(address: number, data: Uint8Array): void {
    if (this.copyOut(address, data, 0, data.length) < data.length) throw EFAULT;
  }

  /**
   * Where `size` bytes of the guest lie in the views of physical memory, when they lie in one page; -1 when they cross
   * into the next. EFAULT when they are not accessible. Valid until anything else happens to the memory map.
   */
  place(address: number, size: number, access: Access): number {
    return this.#within(address, size, access);
  }

  /** As `place` for reading, but what crosses pages or has no whole words comes into the scratch, where it begins at 0. */
  fetch(address: number, size: number): number {
    const at = (address & 3) === 0 ? this.#within(address, size, READ) : -1;
    if (at < 0 && this.copyIn(address, this.scratchBytes, 0, size) < size) throw EFAULT;
    return at;
  }

  /** 4096 bytes to put something together in, or to take it apart: of no one beyond a call. */
  get scratch(): DataView {
    this.#scratch ??= new DataView(new ArrayBuffer(4096));
    return this.#scratch;
  }
  get scratchBytes(): Uint8Array {
    this.#scratchBytes ??= new Uint8Array(this.scratch.buffer);
    return this.#scratchBytes;
  }
  get scratchWords(): Uint32Array {
    this.#scratchWords ??= new Uint32Array(this.scratch.buffer);
    return this.#scratchWords;
  }

  /** Reads one value of a declared layout. */
  read<T>(codec: Codec<T>, address: number): T {
    const at = this.#within(address, codec.size, READ);
    if (at >= 0) return codec.read(this.physical.view, at);
    const data = this.readBytes(address, codec.size);
    return codec.read(new DataView(data.buffer), 0);
  }

  /** Writes one value of a declared layout. */
  write<T>(codec: Codec<T>, address: number, value: T): void {
    const at = this.#within(address, codec.size, WRITE);
    if (at >= 0) {
      codec.write(this.physical.view, at, value);
      return;
    }
    const scratch = codec.size <= 4096 ? this.scratch : new DataView(new ArrayBuffer(codec.size));
    codec.write(scratch, 0, value);
    this.writeBytes(address, new Uint8Array(scratch.buffer, 0, codec.size));
  }

  /** A path: up to PATH_MAX bytes with its NUL, else ENAMETOOLONG (getname). */
  readPath(address: number): string {
    return this.readString(address, PATH_MAX, ENAMETOOLONG);
  }

  /** A NUL-terminated string of at most `limit` bytes with its NUL, else `tooLong` is thrown. */
  readString(address: number, limit: number, tooLong = E2BIG): string {
    let text = "";
    for (let cursor = address; text.length < limit; ) {
      const at = this.#page(cursor, READ);
      if (at < 0) throw EFAULT;
      const end = Math.min(at - inPageOf(cursor) + FRAME_SIZE, at + limit - text.length);
      const memory = this.physical.u8;
      const nul = memory.indexOf(0, at);
      const stop = nul >= 0 && nul < end ? nul : end;
      for (let i = at; i < stop; i++) text += String.fromCharCode(memory[i]!);
      if (stop < end) return text;
      cursor += end - at;
    }
    throw tooLong;
  }

  /** A NULL-terminated array of pointers (argv, envp); `limit` bounds its length: E2BIG. */
  readPointers(address: number, limit: number): number[] {
    const pointers: number[] = [];
    for (let cursor = address; ; cursor += 8) {
      const at = this.#within(cursor, 8, READ);
      const view = at >= 0 ? this.physical.view : new DataView(this.readBytes(cursor, 8).buffer);
      const offset = Math.max(at, 0);
      const pointer = view.getUint32(offset + 4, true) * 0x1_0000_0000 + view.getUint32(offset, true);
      if (pointer === 0) return pointers;
      if (pointers.length >= limit) throw E2BIG;
      pointers.push(pointer);
    }
  }

  /** Copies up to `length` bytes from the guest to `target[start…]`; answers how many were readable. */
  copyIn(address: number, target: Uint8Array, start: number, length: number): number {
    let done = 0;
    while (done < length) {
      const at = this.#page(address + done, READ);
      if (at < 0) {
        if (at === FAULT_NO_MEMORY) throw ENOMEM;
        break;
      }
      const count = Math.min(length - done, FRAME_SIZE - inPageOf(address + done));
      copy(this.physical.u8, at, target, start + done, count);
      done += count;
    }
    return done;
  }

  /** Copies up to `length` bytes from `source[start…]` to the guest; answers how many were writable. */
  copyOut(address: number, source: Uint8Array, start: number, length: number): number {
    let done = 0;
    while (done < length) {
      const at = this.#page(address + done, WRITE);
      if (at < 0) {
        if (at === FAULT_NO_MEMORY) throw ENOMEM;
        break;
      }
      const count = Math.min(length - done, FRAME_SIZE - inPageOf(address + done));
      copy(source, start + done, this.physical.u8, at, count);
      done += count;
    }
    return done;
  }

  zero(address: number, length: number): number {
    let done = 0;
    while (done < length) {
      const at = this.#page(address + done, WRITE);
      if (at < 0) {
        if (at === FAULT_NO_MEMORY) throw ENOMEM;
        break;
      }
      const count = Math.min(length - done, FRAME_SIZE - inPageOf(address + done));
      this.physical.u8.fill(0, at, at + count);
      done += count;
    }
    return done;
  }

  /**
   * The iovec array of readv and the like: EINVAL for a bad count or negative length, EFAULT as Linux (import_iovec).
   * Vectors that are not of its own memory (`isOwn` false) may point anywhere.
   */
  readIovecs(address: number, count: number, isOwn = true): IoVector[] {
    if (count < 0 || count > IOV_MAX) throw EINVAL;
    const data = new DataView(this.readBytes(address, count * 16).buffer);
    const vectors: IoVector[] = [];
    let left = MAX_RW_COUNT;
    for (let i = 0; i < count; i++) {
      const base = data.getUint32(i * 16 + 4, true) * 0x1_0000_0000 + data.getUint32(i * 16, true);
      const high = data.getUint32(i * 16 + 12, true);
      if (high >= 0x8000_0000) throw EINVAL;
      const length = Math.min(high * 0x1_0000_0000 + data.getUint32(i * 16 + 8, true), left);
      if (isOwn && base + length > TASK_SIZE) throw EFAULT;
      left -= length;
      vectors.push({ base, length });
    }
    return vectors;
  }

  /** Offset in Memory of `size` bytes that lie in one page, -1 when they cross pages; EFAULT when not accessible. */
  #within(address: number, size: number, access: Access): number {
    const inPage = inPageOf(address);
    if (inPage + size > FRAME_SIZE) return -1;
    const at = this.#page(address, access);
    if (at < 0) throw EFAULT;
    return at;
  }

  /** Offset in Memory of the byte at `address`, negative when it is not accessible. */
  #page(address: number, access: Access): number {
    if (!(address >= 0 && address < TASK_SIZE)) return -1;
    const inPage = inPageOf(address);
    const frame = this.#mmu.translate(address - inPage, access);
    if (frame < 0) return frame;
    if (access === WRITE) this.physical.touch(frame >> FRAME_SHIFT);
    return frame + inPage;
  }
}
