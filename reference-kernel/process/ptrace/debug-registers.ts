/**
 * The debug registers that a tracer sets (arch/x86/kernel/hw_breakpoint.c, ptrace_set_debugreg): up to four places where
 * execution, or a change of memory, traps. While one is armed the thread runs instruction by instruction.
 */
import { EINVAL, EIO } from "../../abi/errors.ts";
import { SIGTRAP, TRAP_HWBKPT } from "../../abi/signal.ts";
import type { Reason } from "../../cpu/machine.ts";
import { TASK_SIZE } from "../../memory/user-memory.ts";
import { forceSignal } from "../signals/deliver.ts";
import type { Task } from "../task.ts";

/** DR6 with nothing but its reserved bits. */
const STATUS_RESET = 0xffff_0ff0n;
const EXECUTE = 0;
const WRITE = 1;
const LENGTHS = [1, 2, 8, 4] as const;

interface Armed {
  readonly index: number;
  readonly kind: number;
  readonly address: number;
  readonly length: number;
}

export class DebugRegisters {
  readonly #addresses = [0n, 0n, 0n, 0n];
  #status = STATUS_RESET;
  #control = 0n;
  #armed: readonly Armed[] = [];
  /** The instruction there trapped, and runs now (RF). */
  #passes: number | null = null;

  get isArmed(): boolean {
    return this.#armed.length > 0;
  }

  get resumes(): boolean {
    return this.#passes !== null;
  }

  read(index: number): bigint {
    if (index < 4) return this.#addresses[index] ?? 0n;
    if (index === 6) return this.#status;
    return index === 7 ? this.#control : 0n;
  }

  /** EINVAL for addresses outside of user memory and kinds that there are not; EIO for the registers 4 and 5. */
  write(index: number, value: bigint): void {
    if (index === 4 || index === 5) throw EIO;
    if (index === 6) this.#status = value;
    else if (index === 7) this.#arm(value);
    else {
      if (value >= BigInt(TASK_SIZE)) throw EINVAL;
      this.#addresses[index] = value;
      this.#arm(this.#control);
    }
  }

  #arm(control: bigint): void {
    const bits = Number(control & 0xffff_ffffn);
    const armed: Armed[] = [];
    for (let index = 0; index < 4; index++) {
      if (((bits >>> (2 * index)) & 3) === 0) continue;
      const kind = (bits >>> (16 + 4 * index)) & 3;
      const length = LENGTHS[(bits >>> (18 + 4 * index)) & 3] ?? 1;
      const address = Number(this.#addresses[index] ?? 0n);
      if (kind === 2 || (kind === EXECUTE && length !== 1) || address % length !== 0) throw EINVAL;
      armed.push({ index, kind, address, length });
    }
    this.#control = control;
    this.#armed = armed;
  }

  /** One instruction, run by `step`, unless it traps before; what a change of memory traps comes after. */
  run(task: Task, step: () => Reason): Reason | null {
    const { rip } = task.registers;
    const here = this.#armed.filter(({ kind, address }) => kind === EXECUTE && address === rip);
    if (here.length > 0 && this.#passes !== rip) {
      this.#passes = rip;
      this.#trap(task, here);
      return null;
    }
    this.#passes = null;
    const watched = this.#armed.filter(({ kind }) => kind !== EXECUTE);
    const before = watched.map((one) => contentOf(task, one));
    const reason = step();
    const changed = watched.filter((one, i) => contentOf(task, one) !== before[i]);
    if (changed.length > 0) this.#trap(task, changed);
    return reason;
  }

  #trap(task: Task, hit: readonly Armed[]): void {
    this.#status = STATUS_RESET;
    for (const { index } of hit) this.#status |= 1n << BigInt(index);
    forceSignal(task, { kind: "fault", signo: SIGTRAP, code: TRAP_HWBKPT, address: BigInt(task.registers.rip) });
  }

  /** Reading cannot be seen: whoever waits for it waits for writing alone. */
  get missesReads(): boolean {
    return this.#armed.some(({ kind }) => kind !== EXECUTE && kind !== WRITE);
  }
}

const contentOf = (task: Task, { address, length }: Armed): string => {
  const bytes = new Uint8Array(length);
  return `${task.memory.copyIn(address, bytes, 0, length)}:${bytes.join(",")}`;
};
