/** What can be set through /proc/PID: oom_score_adj, coredump_filter, timerslack_ns (proc(5)). */
import { EACCES, EINVAL } from "../../abi/errors.ts";
import { FRAME_SIZE } from "../../memory/physical.ts";
import { usageOf } from "../../memory/usage.ts";
import { TASK_SIZE } from "../../memory/user-memory.ts";
import type { Process } from "../process.ts";
import type { Task } from "../task.ts";

const OOM_SCORE_MAX = 1000;
const OOM_DISABLE = -17;
const OOM_ADJUST_MAX = 15;

/** A whole number as kstrtoint(…, 0) reads it: decimal, 0x or 0 for octal, one newline at the end. EINVAL. */
export const readNumber = (text: string): number => {
  const match = /^([+-]?)(0x[0-9a-f]+|0[0-7]*|[1-9][0-9]*)\n?$/i.exec(text);
  if (match === null) throw EINVAL;
  const digits = match[2] ?? "";
  const value = /^0[0-7]+$/.test(digits) ? Number.parseInt(digits, 8) : Number(digits);
  return match[1] === "-" ? -value : value;
};

/** Less than the least it ever had takes rights over the machine (__set_oom_adj). */
const adjust = (process: Process, value: number): void => {
  if (value < process.oomScoreAdjustmentMin) throw EACCES;
  process.oomScoreAdjustment = value;
};

export const writeOomScoreAdj = (process: Process, text: string): void => {
  const value = readNumber(text.slice(0, 12).trim());
  if (value < -OOM_SCORE_MAX || value > OOM_SCORE_MAX) throw EINVAL;
  adjust(process, value);
};

/** The old scale, −17 to 15. */
export const oomAdjText = ({ oomScoreAdjustment: score }: Process): string => {
  const value = score === OOM_SCORE_MAX ? OOM_ADJUST_MAX : Math.trunc((score * -OOM_DISABLE) / OOM_SCORE_MAX);
  return `${Math.min(value, OOM_ADJUST_MAX)}\n`;
};

export const writeOomAdj = (process: Process, text: string): void => {
  const value = readNumber(text.slice(0, 12).trim());
  if ((value < -16 || value > OOM_ADJUST_MAX) && value !== OOM_DISABLE) throw EINVAL;
  const score = value === OOM_ADJUST_MAX ? OOM_SCORE_MAX : Math.trunc((value * OOM_SCORE_MAX) / -OOM_DISABLE);
  // On the old scale less than now is too little already.
  if (score < process.oomScoreAdjustment) throw EACCES;
  process.oomScoreAdjustment = score;
};

/** Two thirds of a thousandth of the machine's memory each, plus the adjustment (proc_oom_score). */
export const oomScoreText = (process: Process, task: Task | null): string => {
  if (task === null || task.isExited || process.oomScoreAdjustment === -OOM_SCORE_MAX) return "0\n";
  const total = task.system.memory.totalBytes / FRAME_SIZE;
  const used = usageOf(task.space, 0, TASK_SIZE).resident / FRAME_SIZE;
  const badness = Math.trunc(used + (process.oomScoreAdjustment * total) / 1000);
  return `${Math.max(0, Math.trunc(((1000 + Math.trunc((badness * 1000) / total)) * 2) / 3))}\n`;
};

/** Kinds of mappings that a core dump holds: nine bits; more are left out. */
export const writeCoredumpFilter = (process: Process, text: string): void => {
  const value = readNumber(text);
  if (value < 0 || value > 0xffff_ffff) throw EINVAL;
  process.coredumpFilter = value & 0x1ff;
};

/** 0 sets it back to what it was born with. */
export const writeTimerSlack = (task: Task, text: string): void => {
  const value = readNumber(text);
  if (value < 0) throw EINVAL;
  task.timerSlack = value === 0 ? task.defaultTimerSlack : value;
};
