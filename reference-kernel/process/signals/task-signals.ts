/** The signal state of one task: what it blocks, what waits for it alone, its alternate stack. */
import { type SignalSet, SS_DISABLE, SS_ONSTACK } from "../../abi/signal.ts";
import { WaitQueue } from "../../core/wait-queue.ts";
import { blockable } from "./handlers.ts";
import { PendingSignals } from "./pending.ts";
import type { SignalInfo } from "./siginfo.ts";

export interface AlternateStack {
  readonly sp: number;
  readonly size: number;
  /** SS_DISABLE or SS_AUTODISARM bits. */
  readonly flags: number;
}

export const noAlternateStack: AlternateStack = { sp: 0, size: 0, flags: SS_DISABLE };

export class TaskSignals {
  /** Sent to this thread alone (tgkill, faults). */
  readonly pending = new PendingSignals();
  /** Sent to the whole process. */
  readonly shared: PendingSignals;
  /** Woken when a signal comes, also a blocked one: signalfd and sigtimedwait stand here. */
  readonly arrivals = new WaitQueue();
  alternateStack: AlternateStack = noAlternateStack;
  /** Something needs work before the task returns to user mode (TIF_SIGPENDING). */
  isPending = false;
  /** Blocked but for sigtimedwait(2), which waits for it: still not dropped as ignored (real_blocked). */
  awaited: SignalSet = 0n;
  /** Let through by a tracer: acted on before all others, and not told again. */
  injected: SignalInfo | null = null;
  #blocked: SignalSet = 0n;
  /** The mask to go back to after sigsuspend, ppoll and the like (saved_sigmask with TIF_RESTORE_SIGMASK). */
  #saved: SignalSet | null = null;

  constructor(shared: PendingSignals) {
    this.shared = shared;
  }

  get blocked(): SignalSet {
    return this.#blocked;
  }

  /** SIGKILL and SIGSTOP stay unblocked, whatever is asked. */
  set blocked(set: SignalSet) {
    this.#blocked = set & blockable;
    this.recalculate();
  }

  /** Call after anything that adds, takes or blocks signals (recalc_sigpending). */
  recalculate(): void {
    // In this form the host computes with 64-bit integers: `& ~blocked` would make one as long as it needs.
    const waiting = this.pending.set | this.shared.set;
    this.isPending = this.injected !== null || (waiting !== 0n && (waiting & this.#blocked) !== waiting);
  }

  inject(info: SignalInfo): void {
    this.injected = info;
    this.isPending = true;
  }

  takeInjected(): SignalInfo | null {
    const { injected } = this;
    if (injected === null) return null;
    this.injected = null;
    this.recalculate();
    return injected;
  }

  /** The mask to which it goes back at the end of the call that it is in (PTRACE_GETSIGMASK). */
  get lastingMask(): SignalSet {
    return this.#saved ?? this.#blocked;
  }

  /** PTRACE_SETSIGMASK: no mask of a call comes back after this. */
  set lastingMask(set: SignalSet) {
    this.#saved = null;
    this.blocked = set;
  }

  /** Blocked or waiting, as sigpending(2) answers. */
  get pendingSet(): SignalSet {
    return (this.pending.set | this.shared.set) & this.#blocked;
  }

  /** The next signal to act on: the thread's own before the process's. */
  takeNext(): SignalInfo | null {
    const info = this.pending.take(this.#blocked) ?? this.shared.take(this.#blocked);
    this.recalculate();
    return taken(info);
  }

  /** For sigtimedwait and signalfd: the next of the signals in `wanted`, blocked or not. */
  takeWanted(wanted: SignalSet): SignalInfo | null {
    const info = this.pending.take(~wanted) ?? this.shared.take(~wanted);
    if (info !== null) this.recalculate();
    return taken(info);
  }

  /** A mask for the length of one call (set_user_sigmask): the old one is back after it, or after the handler. */
  setTemporaryMask(mask: SignalSet): void {
    this.#saved ??= this.#blocked;
    this.blocked = mask;
  }

  /** The call ended without a signal to handle: the old mask is back. */
  restoreMask(): void {
    if (this.#saved === null) return;
    const saved = this.#saved;
    this.#saved = null;
    this.blocked = saved;
  }

  /** The mask that a signal frame keeps and sigreturn restores (sigmask_to_save). */
  takeMaskToSave(): SignalSet {
    const saved = this.#saved ?? this.#blocked;
    this.#saved = null;
    return saved;
  }

  /** Whether `sp` lies on the alternate stack (on_sig_stack). */
  isOnAlternateStack(sp: number): boolean {
    const stack = this.alternateStack;
    return (stack.flags & SS_AUTODISARM_BIT) === 0 && sp > stack.sp && sp - stack.sp <= stack.size;
  }

  /** ss_flags as sigaltstack(2) reports them (sas_ss_flags). */
  alternateStackFlags(sp: number): number {
    const { size, flags } = this.alternateStack;
    const state = size === 0 ? SS_DISABLE : this.isOnAlternateStack(sp) ? SS_ONSTACK : 0;
    return state | (flags & SS_AUTODISARM_BIT);
  }
}

/** A timer learns that its signal was taken, and tells its overruns. */
const taken = (info: SignalInfo | null): SignalInfo | null =>
  info?.kind === "timer" ? { ...info, overrun: info.onTake() } : info;

/** SS_AUTODISARM as a signed 32-bit number, for bitwise use. */
const SS_AUTODISARM_BIT = 0x8000_0000 | 0;
