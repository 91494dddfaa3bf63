/** What a process does with each signal (struct sighand_struct); threads share it, fork copies it, execve resets it. */
import {
  bit,
  NSIG,
  SA_KNOWN,
  SIG_DFL,
  SIG_IGN,
  SIGCHLD,
  SIGCONT,
  SIGKILL,
  SIGSTOP,
  SIGTSTP,
  SIGTTIN,
  SIGTTOU,
  SIGURG,
  SIGWINCH,
  setOf,
} from "../../abi/signal.ts";

export interface SignalAction {
  /** SIG_DFL, SIG_IGN or the handler's address. */
  readonly handler: number;
  readonly flags: number;
  readonly restorer: number;
  readonly mask: bigint;
}

export const defaultAction: SignalAction = { handler: SIG_DFL, flags: 0, restorer: 0, mask: 0n };

/** Signals whose default is to do nothing. */
export const ignoredByDefault = setOf(SIGCONT, SIGCHLD, SIGWINCH, SIGURG);
/** Signals whose default is to stop. */
export const stopping = setOf(SIGSTOP, SIGTSTP, SIGTTIN, SIGTTOU);
/** SIGKILL and SIGSTOP cannot be caught, ignored or blocked. */
export const unblockable = setOf(SIGKILL, SIGSTOP);
export const blockable = BigInt.asUintN(64, ~unblockable);

export class SignalHandlers {
  readonly #actions: SignalAction[];
  #users = 1;

  constructor(actions: SignalAction[] = new Array(NSIG + 1).fill(defaultAction)) {
    this.#actions = actions;
  }

  get(signal: number): SignalAction {
    return this.#actions[signal] as SignalAction;
  }

  set(signal: number, action: SignalAction): void {
    const { handler, flags, restorer, mask } = action;
    this.#actions[signal] = { handler, flags: flags & SA_KNOWN, restorer, mask: mask & blockable };
  }

  /** The signal would do nothing if it were delivered (sig_handler_ignored). */
  ignores(signal: number): boolean {
    const { handler } = this.get(signal);
    return handler === SIG_IGN || (handler === SIG_DFL && (bit(signal) & ignoredByDefault) !== 0n);
  }

  copy(): SignalHandlers {
    return new SignalHandlers([...this.#actions]);
  }

  /** CLONE_SIGHAND. */
  share(): this {
    this.#users++;
    return this;
  }

  get isShared(): boolean {
    return this.#users > 1;
  }

  leave(): void {
    this.#users--;
  }

  /** execve(2): caught signals go back to default, ignored ones stay ignored (flush_signal_handlers). */
  resetForExec(): void {
    for (let signal = 1; signal <= NSIG; signal++) {
      const ignored = this.get(signal).handler === SIG_IGN;
      this.#actions[signal] = ignored ? { ...defaultAction, handler: SIG_IGN } : defaultAction;
    }
  }
}
