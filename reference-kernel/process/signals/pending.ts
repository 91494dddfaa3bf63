/**
 * Signals that wait to be taken (struct sigpending): a set, and a queue of what they tell. Standard signals are kept
 * once; real-time signals queue up in order (signal(7), "Queueing and delivery semantics").
 */
import {
  bit,
  SI_USER,
  SIGBUS,
  SIGFPE,
  SIGILL,
  SIGRTMIN,
  SIGSEGV,
  SIGSYS,
  SIGTRAP,
  type SignalSet,
  setOf,
} from "../../abi/signal.ts";
import type { UserCount } from "../users.ts";
import { killInfo, type SignalInfo } from "./siginfo.ts";

/** Signals of an instruction: taken before all others (SYNCHRONOUS_MASK). */
const synchronous = setOf(SIGSEGV, SIGBUS, SIGILL, SIGTRAP, SIGFPE, SIGSYS);

const lowest = (set: SignalSet): number => {
  const low = Number(set & 0xffff_ffffn);
  if (low !== 0) return 32 - Math.clz32(low & -low);
  const high = Number(set >> 32n);
  return high === 0 ? 0 : 64 - Math.clz32(high & -high);
};

interface Queued {
  readonly info: SignalInfo;
  /** For whom it counts; null for a timer's, which counts while there is the timer. */
  readonly user: UserCount | null;
}

const letGo = ({ user }: Queued): void => {
  if (user !== null) user.queuedSignals--;
};

export class PendingSignals {
  set: SignalSet = 0n;
  #queue: Queued[] = [];

  has(signal: number): boolean {
    return (this.set & bit(signal)) !== 0n;
  }

  /** Adds one, which counts for `user` while it waits; false when it is a standard signal that waits already. */
  add(info: SignalInfo, user: UserCount | null = null): boolean {
    if (info.signo < SIGRTMIN && this.has(info.signo)) return false;
    this.set |= bit(info.signo);
    this.#queue.push({ info, user });
    if (user !== null) user.queuedSignals++;
    return true;
  }

  /** Sets the bit alone: the queue is full, the signal itself is not lost. */
  addWithoutInfo(signal: number): void {
    this.set |= bit(signal);
  }

  /** Takes the next signal that is not in `blocked`: those of an instruction first, then the lowest number. */
  take(blocked: SignalSet): SignalInfo | null {
    const ready = this.set & ~blocked;
    if (ready === 0n) return null;
    const urgent = ready & synchronous;
    return this.takeSignal(lowest(urgent === 0n ? ready : urgent));
  }

  /** Takes the oldest instance of one signal. */
  takeSignal(signal: number): SignalInfo {
    const index = this.#oldest(signal, 0);
    if (index < 0) {
      this.set &= ~bit(signal);
      return { ...killInfo(signal, 0, 0), code: SI_USER };
    }
    const taken = this.#queue[index] as Queued;
    if (this.#queue.length === 1) this.#queue.pop();
    else this.#queue.splice(index, 1);
    letGo(taken);
    if (this.#oldest(signal, index) < 0) this.set ^= bit(signal);
    return taken.info;
  }

  /** Where in the queue the first instance of a signal stands, from `start` on; -1 for nowhere. */
  #oldest(signal: number, start: number): number {
    for (let i = start; i < this.#queue.length; i++) if ((this.#queue[i] as Queued).info.signo === signal) return i;
    return -1;
  }

  /** What waits, in order, looked at and not taken (PTRACE_PEEKSIGINFO). */
  get infos(): readonly SignalInfo[] {
    return this.#queue.map(({ info }) => info);
  }

  /** Forgets the signals of a set (flush_sigqueue_mask). */
  forget(signals: SignalSet): void {
    if ((this.set & signals) === 0n) return;
    this.set &= ~signals;
    this.#queue = this.#queue.filter((queued) => {
      const stays = (bit(queued.info.signo) & signals) === 0n;
      if (!stays) letGo(queued);
      return stays;
    });
  }

  clear(): void {
    this.set = 0n;
    for (const queued of this.#queue) letGo(queued);
    this.#queue = [];
  }
}
