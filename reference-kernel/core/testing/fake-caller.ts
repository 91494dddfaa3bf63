/** Threads whose bodies are generators in the test itself, for tests of whatever sleeps on wait queues. */
import type { UserMemory } from "../../memory/user-memory.ts";
import type { Caller, Credentials } from "../caller.ts";
import { Clock } from "../clock.ts";
import { Scheduler } from "../scheduler.ts";
import { type Blocking, Thread } from "../thread.ts";
import { UserNamespace } from "../user-namespace.ts";

const root: Credentials = {
  uid: 0,
  gid: 0,
  euid: 0,
  egid: 0,
  suid: 0,
  sgid: 0,
  fsuid: 0,
  fsgid: 0,
  groups: [],
  effective: 0n,
  permitted: 0n,
  inheritable: 0n,
  bounding: 0n,
  ambient: 0n,
  userNs: UserNamespace.outermost({
    isInitial: false,
    hasUid: (uid) => uid === 0,
    hasGid: (gid) => gid === 0,
    allowsSetgroups: false,
    extents: [{ inside: 0, outside: 0, kernel: 0, count: 1 }],
  }),
};

export class FakeCaller extends Thread implements Caller {
  readonly credentials: Credentials = root;
  readonly pid = 1;
  readonly umask = 0o022;
  readonly raised: number[] = [];
  signalled = false;
  #body: Blocking<unknown> | null = null;

  /** The body that the scheduler runs. */
  start(body: Blocking<unknown>): this {
    this.#body = body;
    this.scheduler.enqueue(this);
    return this;
  }

  get thread(): Thread {
    return this;
  }

  get memory(): UserMemory {
    throw new Error("a fake caller has no memory");
  }

  limit(): number {
    return Number.POSITIVE_INFINITY;
  }

  raise(signal: number): void {
    this.raised.push(signal);
  }

  override hasPendingSignal(): boolean {
    return this.signalled;
  }

  override isDying(): boolean {
    return false;
  }

  override runSlice(): void {
    if (this.#body?.next().done) this.state = "dead";
  }
}

/** A clock and a scheduler with as many callers as a test wants. */
export class FakeWorld {
  readonly clock = new Clock();
  readonly scheduler = new Scheduler(this.clock);

  caller(): FakeCaller {
    return new FakeCaller(this.scheduler, this.clock);
  }

  /** Runs until nobody can run any more. */
  run(): void {
    this.scheduler.run(() => false);
  }
}
