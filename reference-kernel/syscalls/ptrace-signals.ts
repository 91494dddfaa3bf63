/** Requests of ptrace(2) for signals: what the tracee was stopped by, what waits, what is blocked (kernel/ptrace.c). */
import { EINVAL } from "../abi/errors.ts";
import { PTRACE, PTRACE_PEEKSIGINFO_SHARED, peekSiginfoArgs } from "../abi/ptrace.ts";
import { SIGINFO_SIZE, siginfoHead } from "../abi/signal.ts";
import { u64 } from "../abi/struct.ts";
import { signalInfoBytes } from "../process/signals/siginfo.ts";
import type { PtraceRequest } from "./ptrace-request.ts";

const getInfo: PtraceRequest = (task, { stop }, _address, data) => {
  if (stop === null || stop.info === null) throw EINVAL;
  task.memory.writeBytes(Number(data), signalInfoBytes(stop.info));
  return 0;
};

const setInfo: PtraceRequest = (task, { stop }, _address, data) => {
  const bytes = task.memory.readBytes(Number(data), SIGINFO_SIZE);
  if (stop === null || stop.info === null) throw EINVAL;
  const { signo, code, errno } = siginfoHead.read(new DataView(bytes.buffer), 0);
  stop.info = { kind: "raw", signo, code, errno, bytes };
  return 0;
};

/** From `off` on, at most `nr`, oldest first: how many there were. */
const peekInfos: PtraceRequest = (task, { task: target }, address, data) => {
  const { off, flags, nr } = task.memory.read(peekSiginfoArgs, address);
  if ((flags & ~PTRACE_PEEKSIGINFO_SHARED) !== 0 || nr < 0) throw EINVAL;
  const { pending, shared } = target.signals;
  const { infos } = (flags & PTRACE_PEEKSIGINFO_SHARED) !== 0 ? shared : pending;
  if (off > BigInt(infos.length)) return 0;
  const chosen = infos.slice(Number(off), Number(off) + nr);
  chosen.forEach((info, index) => {
    task.memory.writeBytes(Number(data) + index * SIGINFO_SIZE, signalInfoBytes(info));
  });
  return chosen.length;
};

const SIGSET_SIZE = 8;

const getMask: PtraceRequest = (task, { task: target }, address, data) => {
  if (address !== SIGSET_SIZE) throw EINVAL;
  task.memory.write(u64, Number(data), target.signals.lastingMask);
  return 0;
};

const setMask: PtraceRequest = (task, { task: target }, address, data) => {
  if (address !== SIGSET_SIZE) throw EINVAL;
  target.signals.lastingMask = task.memory.read(u64, Number(data));
  return 0;
};

export const signalRequests: Readonly<Record<number, PtraceRequest>> = {
  [PTRACE.GETSIGINFO]: getInfo,
  [PTRACE.SETSIGINFO]: setInfo,
  [PTRACE.PEEKSIGINFO]: peekInfos,
  [PTRACE.GETSIGMASK]: getMask,
  [PTRACE.SETSIGMASK]: setMask,
};
