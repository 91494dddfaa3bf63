/** What is counted for each user over all its processes (struct ucounts). */

export class UserCount {
  /** Signals that are queued with their information, and timers that could send one (RLIMIT_SIGPENDING). */
  queuedSignals = 0;
}

export class UserCounts {
  readonly #counts = new Map<number, UserCount>();

  /** By real user id. */
  of(uid: number): UserCount {
    const known = this.#counts.get(uid);
    if (known !== undefined) return known;
    const made = new UserCount();
    this.#counts.set(uid, made);
    return made;
  }
}
