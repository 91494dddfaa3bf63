/**
 * An order of the kernel's objects that says nothing but which are the same (kcmp(2)): that in which they were first
 * compared. Linux orders by scrambled addresses.
 */
export class Ordering {
  readonly #ranks = new WeakMap<object, number>();
  #last = 0;

  /** 0 for the same, 1 if the first comes before the second, 2 if after it. What is not there comes first. */
  compare(one: object | null, other: object | null): 0 | 1 | 2 {
    if (one === other) return 0;
    return this.#rank(one) < this.#rank(other) ? 1 : 2;
  }

  #rank(thing: object | null): number {
    if (thing === null) return 0;
    const known = this.#ranks.get(thing);
    if (known !== undefined) return known;
    this.#ranks.set(thing, ++this.#last);
    return this.#last;
  }
}
