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
import { killInfo, type SignalInfo } from "./siginfo.ts";

/** Signals of an instruction: taken before all others (SYNCHRONOUS_MASK). */
const synchronous = setOf(SIGSEGV, SIGBUS, SIGILL, SIGTRAP, SIGFPE, SIGSYS);

const lowest = (set: SignalSet): number => {
  const low = Number(set & 0xffff_ffffn);
  if (low !== 0) return 32 - Math.clz32(low & -low);
  const high = Number(set >> 32n);
  return high === 0 ? 0 : 64 - Math.clz32(high & -high);
};

export class PendingSignals {
  set: SignalSet = 0n;
  #queue: SignalInfo[] = [];

  has(signal: number): boolean {
    return (this.set & bit(signal)) !== 0n;
  }

  /** How many are queued with their information (RLIMIT_SIGPENDING counts these). */
  get queued(): number {
    return this.#queue.length;
  }

  /** Adds one; false when it is a standard signal that waits already. */
  add(info: SignalInfo): boolean {
    if (info.signo < SIGRTMIN && this.has(info.signo)) return false;
    this.set |= bit(info.signo);
    this.#queue.push(info);
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
    const index = this.#queue.findIndex((info) => info.signo === signal);
    if (index < 0) {
      this.set &= ~bit(signal);
      return { ...killInfo(signal, 0, 0), code: SI_USER };
    }
    const [info] = this.#queue.splice(index, 1) as [SignalInfo];
    if (!this.#queue.some((other) => other.signo === signal)) this.set &= ~bit(signal);
    return info;
  }

  /** Forgets the signals of a set (flush_sigqueue_mask). */
  forget(signals: SignalSet): void {
    if ((this.set & signals) === 0n) return;
    this.set &= ~signals;
    this.#queue = this.#queue.filter((info) => (bit(info.signo) & signals) === 0n);
  }

  clear(): void {
    this.set = 0n;
    this.#queue = [];
  }
}
