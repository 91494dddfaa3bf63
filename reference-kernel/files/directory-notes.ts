/** Signals about what happens in a directory (F_NOTIFY of fcntl(2); fs/notify/dnotify). */
import type { Inode } from "../fs/inode.ts";
import { IN, type InodeWatch, stopWatching, watch } from "../fs/notify.ts";
import type { OpenFile } from "./open-file.ts";

/** DN_* of fcntl(2). */
const DN = { access: 1, modify: 2, create: 4, delete: 8, rename: 16, attrib: 32, multishot: 0x8000_0000 | 0 } as const;
const EVENTS: readonly (readonly [asked: number, events: number])[] = [
  [DN.access, IN.access],
  [DN.modify, IN.modify],
  [DN.create, IN.create | IN.movedTo],
  [DN.delete, IN.delete | IN.movedFrom],
  [DN.rename, IN.rename],
  [DN.attrib, IN.attrib],
];

/** Whether anything is asked for: else what was asked is taken back. */
export const asksForNotes = (asked: number): boolean => (asked & ~DN.multishot) !== 0;

/** One process's wish to hear of a directory through one open file. */
export class DirectoryNote implements InodeWatch {
  mask = 0;
  readonly excludesUnlinked = false;
  readonly inode: Inode;
  /** Of whom: the descriptor table. */
  readonly owner: object;
  #isMultishot = false;
  readonly #signal: () => void;
  readonly #file: OpenFile;

  constructor(file: OpenFile, inode: Inode, owner: object, signal: () => void) {
    this.#file = file;
    this.inode = inode;
    this.owner = owner;
    this.#signal = signal;
  }

  /** Asks for more. */
  ask(asked: number): void {
    for (const [bit, events] of EVENTS) if ((asked & bit) !== 0) this.mask |= events;
    this.#isMultishot ||= (asked & DN.multishot) !== 0;
    watch(this.inode, this);
  }

  deliver(): void {
    this.#signal();
    if (!this.#isMultishot) this.end();
  }

  inodeGone(): void {
    this.end();
  }

  end(): void {
    stopWatching(this.inode, this);
    this.#file.notes = this.#file.notes.filter((note) => note !== this);
  }
}
