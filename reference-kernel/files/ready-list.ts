/** A linked list whose members carry their own links, so that joining, leaving and splicing cost the same at any length. */
export class ReadyLink {
  /** @internal */ previous: ReadyLink = this;
  /** @internal */ next: ReadyLink = this;

  /** Stands in a list. */
  get isListed(): boolean {
    return this.next !== this;
  }

  /** Leaves the list it stands in, if any. */
  unlist(): void {
    this.previous.next = this.next;
    this.next.previous = this.previous;
    this.previous = this;
    this.next = this;
  }
}

export class ReadyList<T extends ReadyLink> {
  readonly #ends = new ReadyLink();

  get isEmpty(): boolean {
    return !this.#ends.isListed;
  }

  push(item: T): void {
    insert(item, this.#ends.previous, this.#ends);
  }

  unshift(item: T): void {
    insert(item, this.#ends, this.#ends.next);
  }

  /** Takes the first, null when there is none. */
  shift(): T | null {
    const first = this.#ends.next;
    if (first === this.#ends) return null;
    first.unlist();
    return first as T;
  }

  /** Moves all members into a list of their own. */
  takeAll(): ReadyList<T> {
    const taken = new ReadyList<T>();
    taken.prepend(this);
    return taken;
  }

  /** Moves all members of `other` before ours. */
  prepend(other: ReadyList<T>): void {
    if (other.isEmpty) return;
    const first = other.#ends.next;
    const last = other.#ends.previous;
    other.#ends.unlist();
    last.next = this.#ends.next;
    this.#ends.next.previous = last;
    this.#ends.next = first;
    first.previous = this.#ends;
  }
}

const insert = (item: ReadyLink, previous: ReadyLink, next: ReadyLink): void => {
  item.previous = previous;
  item.next = next;
  previous.next = item;
  next.previous = item;
};
