/** Numbers handed out one after the other: inode numbers of things without a file system of their own, cookies. */
export class Counter {
  #last: number;

  constructor(last = 0) {
    this.#last = last;
  }

  next(): number {
    return ++this.#last;
  }
}
