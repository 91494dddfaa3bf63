/** Objects of one kind by id and by key (struct ipc_ids, ipc/util.c). */
import { EEXIST, EINVAL, ENOENT, ENOSPC } from "../abi/errors.ts";
import { IPC_CREAT, IPC_EXCL, IPC_PRIVATE } from "../abi/ipc.ts";
import type { Caller } from "../core/caller.ts";
import type { IpcObject } from "./object.ts";

/** An id is a sequence number above an index of 15 bits (IPCMNI_SHIFT). */
const INDEX_BITS = 15;
const INDEX_MASK = (1 << INDEX_BITS) - 1;
const SEQUENCE_LIMIT = 0x7fff_ffff >>> INDEX_BITS;
/** Indices are handed out in a round at least this long (ipc_min_cycle), so that an id is not soon another's. */
const SHORTEST_ROUND = 4096;

export class ObjectTable<T extends IpcObject> {
  readonly #objects = new Map<number, T>();
  readonly #byKey = new Map<number, T>();
  readonly #limit: () => number;
  /** The id that the next object is to have; -1 for one of the table's choice (/proc/sys/kernel/msg_next_id). */
  nextId = -1;
  #next = 0;
  #last = -1;
  #sequence = 0;

  /** `limit` answers how many there may be: ENOSPC beyond. */
  constructor(limit: () => number) {
    this.#limit = limit;
  }

  get count(): number {
    return this.#objects.size;
  }

  /** In the order of their indices. */
  get all(): readonly T[] {
    return [...this.#objects].sort(([one], [other]) => one - other).map(([, object]) => object);
  }

  /** The highest index in use, 0 for none: what *_INFO answers (ipc_get_maxidx). */
  get highestIndex(): number {
    let highest = 0;
    for (const index of this.#objects.keys()) if (index > highest) highest = index;
    return highest;
  }

  /**
   * The get call of every kind (ipcget): finds by key or makes. `check` looks at what was found before its rights.
   * @throws ENOENT, EEXIST, EACCES, ENOSPC
   */
  get(caller: Caller, key: number, flags: number, make: () => T, check: (found: T) => void): T {
    const found = key === IPC_PRIVATE ? undefined : this.#byKey.get(key);
    if (found === undefined) {
      if (key !== IPC_PRIVATE && (flags & IPC_CREAT) === 0) throw ENOENT;
      return this.#add(make());
    }
    if ((flags & IPC_CREAT) !== 0 && (flags & IPC_EXCL) !== 0) throw EEXIST;
    check(found);
    found.checkAccess(caller, flags);
    return found;
  }

  #add(object: T): T {
    if (this.#objects.size >= this.#limit()) throw ENOSPC;
    const index = this.nextId < 0 ? this.#nextOfRound(object) : this.#asWished(object);
    object.id = (object.sequence << INDEX_BITS) + index;
    this.#objects.set(index, object);
    if (!object.isPrivate) this.#byKey.set(object.key, object);
    return object;
  }

  #nextOfRound(object: T): number {
    const index = this.#freeIndex();
    if (index <= this.#last) this.#sequence = (this.#sequence + 1) % SEQUENCE_LIMIT;
    this.#last = index;
    object.sequence = this.#sequence;
    return index;
  }

  /** Sequence and index of `nextId`, or the next free index above (ipc_idr_alloc). */
  #asWished(object: T): number {
    let index = this.nextId & INDEX_MASK;
    object.sequence = this.nextId >>> INDEX_BITS;
    this.nextId = -1;
    while (this.#objects.has(index)) index++;
    if (index > INDEX_MASK) throw ENOSPC;
    return index;
  }

  /** The next free index of the round (idr_alloc_cyclic). */
  #freeIndex(): number {
    const round = Math.min(Math.max(Math.floor((this.#objects.size * 3) / 2), SHORTEST_ROUND), INDEX_MASK + 1);
    const start = this.#next < round ? this.#next : 0;
    for (let tried = 0; tried < round; tried++) {
      const index = (start + tried) % round;
      if (this.#objects.has(index)) continue;
      this.#next = index + 1;
      return index;
    }
    throw ENOSPC;
  }

  /** EINVAL where no object has this id. */
  find(id: number): T {
    const object = id < 0 ? undefined : this.#objects.get(id & INDEX_MASK);
    if (object === undefined || object.id !== id) throw EINVAL;
    return object;
  }

  /** For the *_STAT commands, which take an index; whatever stands above it is ignored. */
  at(index: number): T {
    const object = this.#objects.get(index & INDEX_MASK);
    if (object === undefined) throw EINVAL;
    return object;
  }

  /** Its key leads nowhere any more, its id still does. */
  forgetKey(object: T): void {
    if (!object.isPrivate) this.#byKey.delete(object.key);
    object.key = IPC_PRIVATE;
  }

  remove(object: T): void {
    this.#objects.delete(object.id & INDEX_MASK);
    if (!object.isPrivate) this.#byKey.delete(object.key);
    object.isRemoved = true;
  }
}
