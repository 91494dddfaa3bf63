/**
 * Descriptors (struct files_struct): small numbers that point to open files. FD_CLOEXEC lives here and nowhere else.
 * Threads share a table (CLONE_FILES), fork copies it.
 */
import { EBADF, EINVAL, EMFILE } from "../abi/errors.ts";
import type { Caller } from "../core/caller.ts";
import type { OpenFile } from "./open-file.ts";

interface Slot {
  readonly file: OpenFile;
  closeOnExec: boolean;
}

export class DescriptorTable {
  readonly #slots: (Slot | undefined)[] = [];
  #lowestFree = 0;
  #users = 1;

  /** The open file behind `fd`; EBADF if there is none. O_PATH files count: most calls want `get`. */
  getAny(fd: number): OpenFile {
    const slot = this.#slots[fd];
    if (slot === undefined) throw EBADF;
    return slot.file;
  }

  /** The open file behind `fd`; EBADF if there is none or it is O_PATH (fdget). */
  get(fd: number): OpenFile {
    const file = this.getAny(fd);
    if (file.isPath) throw EBADF;
    return file;
  }

  has(fd: number): boolean {
    return this.#slots[fd] !== undefined;
  }

  /** The lowest free number from `from` on, below `limit`: EMFILE. */
  lowestFree(limit: number, from = 0): number {
    let fd = Math.max(from, this.#lowestFree);
    while (this.#slots[fd] !== undefined) fd++;
    if (fd >= limit) throw EMFILE;
    return fd;
  }

  /** Installs at the lowest free number from `from` on, below `limit` (RLIMIT_NOFILE): EMFILE. Takes over the caller's reference. */
  install(file: OpenFile, closeOnExec: boolean, limit: number, from = 0): number {
    const fd = this.lowestFree(limit, from);
    this.#slots[fd] = { file, closeOnExec };
    if (from <= this.#lowestFree) this.#lowestFree = fd + 1;
    return fd;
  }

  /** dup2/dup3 and F_DUPFD's core: puts `file` at exactly `fd`, closing what was there. Takes over the caller's reference. */
  replace(caller: Caller, fd: number, file: OpenFile, closeOnExec: boolean): void {
    const old = this.#slots[fd];
    this.#slots[fd] = { file, closeOnExec };
    if (old !== undefined) this.#drop(caller, old.file);
  }

  /** close(2): frees the number first, then flushes and lets go of the file, as Linux does. */
  close(caller: Caller, fd: number): void {
    const slot = this.#slots[fd];
    if (slot === undefined) throw EBADF;
    this.#free(fd);
    this.#drop(caller, slot.file);
  }

  closeOnExec(fd: number): boolean {
    const slot = this.#slots[fd];
    if (slot === undefined) throw EBADF;
    return slot.closeOnExec;
  }

  setCloseOnExec(fd: number, value: boolean): void {
    const slot = this.#slots[fd];
    if (slot === undefined) throw EBADF;
    slot.closeOnExec = value;
  }

  /** How many numbers the table has room for: select(2) ignores descriptors beyond (max_fds; it grows by doubling). */
  get capacity(): number {
    let capacity = 64;
    while (capacity < this.#slots.length) capacity *= 2;
    return capacity;
  }

  /** Open numbers, ascending. */
  numbers(): number[] {
    const numbers: number[] = [];
    for (let fd = 0; fd < this.#slots.length; fd++) if (this.#slots[fd] !== undefined) numbers.push(fd);
    return numbers;
  }

  /** For execve(2). */
  closeAllOnExec(caller: Caller): void {
    for (const fd of this.numbers()) if (this.#slots[fd]?.closeOnExec) this.close(caller, fd);
  }

  /** fork(2): the same open files under the same numbers. */
  copy(): DescriptorTable {
    const copy = new DescriptorTable();
    for (let fd = 0; fd < this.#slots.length; fd++) {
      const slot = this.#slots[fd];
      if (slot !== undefined) copy.#slots[fd] = { file: slot.file.retain(), closeOnExec: slot.closeOnExec };
    }
    copy.#lowestFree = this.#lowestFree;
    return copy;
  }

  /** CLONE_FILES. */
  share(): this {
    this.#users++;
    return this;
  }

  /** More than one task uses this table. */
  get isShared(): boolean {
    return this.#users > 1;
  }

  /** A task is done with the table; the last one closes everything. */
  leave(caller: Caller): void {
    if (this.#users <= 0) throw EINVAL;
    if (--this.#users === 0) for (const fd of this.numbers()) this.close(caller, fd);
  }

  #free(fd: number): void {
    this.#slots[fd] = undefined;
    if (fd < this.#lowestFree) this.#lowestFree = fd;
  }

  #drop(caller: Caller, file: OpenFile): void {
    try {
      file.flush(caller);
    } finally {
      file.release();
    }
  }
}
