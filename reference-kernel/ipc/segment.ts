/**
 * System V shared memory (shmget(2), ipc/shm.c): a segment is an object with pages; every shmat makes an attachment, and
 * every mapping of one counts in `attached` (fork, mprotect of a part: two).
 */
import { EINVAL } from "../abi/errors.ts";
import { SHM_DEST } from "../abi/ipc.ts";
import type { Caller } from "../core/caller.ts";
import type { UserNamespace } from "../core/user-namespace.ts";
import type { Mappable, MappingOwner, MappingSet } from "../memory/mappable.ts";
import type { MemorySystem } from "../memory/memory-system.ts";
import { FRAME_SIZE } from "../memory/physical.ts";
import { SharedMemory } from "../memory/shared-memory.ts";
import { IpcObject } from "./object.ts";

/** Who attaches or detaches now, and when. */
export interface Moment {
  readonly pid: number;
  /** Seconds since 1970. */
  readonly seconds: number;
}

export class Segment extends IpcObject implements Mappable {
  /** Bytes, as asked for. */
  readonly size: number;
  /** Mappings of it (shm_nattch). */
  attached = 0;
  atime = 0;
  dtime = 0;
  readonly creator: number;
  lastPid = 0;
  readonly device = 1;
  readonly #shownKey: number;
  readonly #memory: SharedMemory;
  readonly #moment: () => Moment;
  readonly #onUnused: (segment: Segment) => void;

  /**
   * `moment` answers who acts now; `onUnused` runs when the last mapping of a segment that is marked for removal goes.
   * @throws EINVAL for no bytes, ENOMEM
   */
  constructor(
    caller: Caller,
    system: MemorySystem,
    options: {
      readonly userNs: UserNamespace;
      readonly key: number;
      readonly mode: number;
      readonly size: number;
      readonly noReserve: boolean;
      readonly moment: () => Moment;
      readonly onUnused: (segment: Segment) => void;
    },
  ) {
    super(caller, options.userNs, options.key, options.mode);
    if (options.size === 0) throw EINVAL;
    this.size = options.size;
    this.#memory = new SharedMemory(system, Math.ceil(options.size / FRAME_SIZE) * FRAME_SIZE, options.noReserve);
    this.#shownKey = options.key;
    this.creator = caller.pid;
    this.#moment = options.moment;
    this.#onUnused = options.onUnused;
  }

  /** Pages that it takes of what all segments may have. */
  get pages(): number {
    return this.#memory.size / FRAME_SIZE;
  }

  get isMarked(): boolean {
    return (this.mode & SHM_DEST) !== 0;
  }

  // --- what mappings ask ---------------------------------------------------------------------------------------

  get mappings(): MappingSet {
    return this.#memory.mappings;
  }

  /** /proc/PID/maps shows the id as the inode. */
  get inode(): number {
    return this.id;
  }

  page(index: number): number | null {
    return this.#memory.page(index);
  }

  isResident(index: number): boolean {
    return this.#memory.isResident(index);
  }

  punch(first: number, end: number): void {
    this.#memory.punch(first, end);
  }

  describe(): string {
    return `/SYSV${(this.#shownKey >>> 0).toString(16).padStart(8, "0")} (deleted)`;
  }

  // --- attachments ---------------------------------------------------------------------------------------------

  /** @internal One more mapping (shm_open). */
  opened(): void {
    const { pid, seconds } = this.#moment();
    this.attached++;
    this.atime = seconds;
    this.lastPid = pid;
  }

  /** @internal One mapping less (shm_close). */
  closed(): void {
    const { pid, seconds } = this.#moment();
    this.attached--;
    this.dtime = seconds;
    this.lastPid = pid;
    if (this.attached === 0 && this.isMarked) this.#onUnused(this);
  }

  /** Its pages are given back; nobody maps it. */
  free(): void {
    this.#memory.release();
  }
}

/** What one shmat maps: shmdt takes all its mappings, and those of another shmat do not merge with them. */
export class Attachment implements MappingOwner {
  readonly segment: Segment;

  constructor(segment: Segment) {
    this.segment = segment;
  }

  retain(): void {
    this.segment.opened();
  }

  release(): void {
    this.segment.closed();
  }
}
