/**
 * Restartable sequences (rseq(2); kernel/rseq.c): a thread keeps an area in its own memory in which the kernel says on
 * which processor it runs, and in which the thread says that it is inside a sequence of instructions that must not be
 * interrupted. If it is, by another thread's turn or a signal, it goes on at the sequence's abort address instead.
 */
import { EINVAL } from "../abi/errors.ts";
import { SIGSEGV } from "../abi/signal.ts";
import { struct, u32, ulong } from "../abi/struct.ts";
import { TASK_SIZE } from "../memory/user-memory.ts";
import { forceSignal } from "./signals/deliver.ts";
import { defaultAction } from "./signals/handlers.ts";
import { kernelInfo } from "./signals/siginfo.ts";
import type { Task } from "./task.ts";

/** struct rseq. */
export const rseqArea = struct({
  cpuIdStart: u32,
  cpuId: u32,
  sequence: ulong,
  flags: u32,
  nodeId: u32,
  mmCid: u32,
});
/** struct rseq_cs. */
const rseqSequence = struct({ version: u32, flags: u32, start: ulong, length: ulong, abort: ulong });

/** Bytes of the area in use (offsetofend of mm_cid), its alignment, and its size when there were but 20 bytes of it. */
export const RSEQ_IN_USE = 28;
export const RSEQ_ALIGN = 32;
export const RSEQ_ORIGINAL_SIZE = 32;
/** cpu_id of an area that is not registered. */
export const RSEQ_CPU_UNINITIALIZED = 0xffff_ffff;

const SEQUENCE_OFFSET = 8;
/** There is one processor, on node 0; threads of a process take turns on it. */
const PLACE = { cpuIdStart: 0, cpuId: 0, nodeId: 0, mmCid: 0 };

export interface RestartableSequences {
  readonly address: number;
  readonly length: number;
  /** The four bytes that stand before an abort address. */
  readonly signature: number;
  /** The area has not been filled in since it was registered. */
  isNew: boolean;
}

/** Before a thread goes on after another's turn (rseq_handle_notify_resume). False: it dies of it. */
export const resumeSequences = (task: Task): void => {
  guarded(task, (rseq) => {
    const area = task.memory.read(rseqArea, rseq.address);
    const sequence = rseq.isNew ? area.sequence : abortSequence(task, rseq);
    rseq.isNew = false;
    task.memory.write(rseqArea, rseq.address, { ...area, ...PLACE, sequence });
  });
};

/** Before a handler's frame is built: it returns to the abort address (rseq_signal_deliver). */
export const interruptSequence = (task: Task): void => {
  guarded(task, (rseq) => abortSequence(task, rseq));
};

const guarded = (task: Task, work: (rseq: RestartableSequences) => void): void => {
  if (task.rseq === null) return;
  try {
    work(task.rseq);
  } catch {
    // An area that cannot be used, or a sequence that makes no sense: nothing catches this.
    task.rseq = null;
    task.handlers.set(SIGSEGV, defaultAction);
    forceSignal(task, kernelInfo(SIGSEGV));
  }
};

/** Leaves the sequence that the thread is in, if any; answers what the area's pointer is now (rseq_ip_fixup). */
const abortSequence = (task: Task, { address, signature }: RestartableSequences): number => {
  const at = task.memory.read(ulong, address + SEQUENCE_OFFSET);
  if (at === 0) return 0;
  const { version, flags, start, length, abort } = task.memory.read(rseqSequence, at);
  const end = start + length;
  if (version !== 0 || flags !== 0 || start >= TASK_SIZE || end >= TASK_SIZE || abort >= TASK_SIZE) throw EINVAL;
  if (abort >= start && abort < end) throw EINVAL;
  if (task.memory.read(u32, abort - 4) !== signature) throw EINVAL;
  const { registers } = task;
  if (registers.rip >= start && registers.rip < end) registers.rip = abort;
  task.memory.write(ulong, address + SEQUENCE_OFFSET, 0);
  return 0;
};
