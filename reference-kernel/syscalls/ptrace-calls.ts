/** Requests of ptrace(2) about the tracee's system calls, their filters and its restartable sequences (kernel/ptrace.c). */
import { EACCES, EINVAL, ERANGE } from "../abi/errors.ts";
import {
  PTRACE_SYSCALL_INFO as INFO,
  PTRACE,
  PTRACE_EVENT,
  PTRACE_EVENTMSG_SYSCALL_ENTRY,
  rseqConfiguration,
  SYSCALL_INFO_SIZE,
} from "../abi/ptrace.ts";
import { SIGTRAP } from "../abi/signal.ts";
import { REG } from "../cpu/layout.ts";
import type { Tracee } from "../process/ptrace/tracee.ts";
import type { PtraceRequest } from "./ptrace-request.ts";

const AUDIT_ARCH_X86_64 = 0xc000_003e;
const argumentRegisters = [REG.rdi, REG.rsi, REG.rdx, REG.r10, REG.r8, REG.r9] as const;
/** Offsets in struct ptrace_syscall_info. */
const AT = { op: 0, arch: 4, ip: 8, sp: 16, number: 24, isError: 32, arguments: 32 };
const MAX_ERRNO = 4095n;

/** What kind of stop it is; that of a call is told by PTRACE_O_TRACESYSGOOD's bit alone. */
const kindOf = ({ stop, message }: Tracee): number => {
  const code = stop?.info?.code ?? 0;
  if (code === (SIGTRAP | 0x80)) return message === PTRACE_EVENTMSG_SYSCALL_ENTRY ? INFO.ENTRY : INFO.EXIT;
  return code === (SIGTRAP | (PTRACE_EVENT.SECCOMP << 8)) ? INFO.SECCOMP : INFO.NONE;
};

/** `address` is how much room there is; the answer, how much there would be to say. */
const getInfo: PtraceRequest = (task, tracee, address, data) => {
  const { registers } = tracee.task;
  const bytes = new Uint8Array(SYSCALL_INFO_SIZE.whole);
  const view = new DataView(bytes.buffer);
  const kind = kindOf(tracee);
  bytes[AT.op] = kind;
  view.setUint32(AT.arch, AUDIT_ARCH_X86_64, true);
  view.setBigUint64(AT.ip, BigInt(registers.rip), true);
  view.setBigUint64(AT.sp, BigInt(registers.rsp), true);
  let size = SYSCALL_INFO_SIZE.none;
  if (kind === INFO.EXIT) {
    const value = BigInt.asIntN(64, registers.big(REG.rax));
    view.setBigInt64(AT.number, value, true);
    bytes[AT.isError] = value < 0n && value >= -MAX_ERRNO ? 1 : 0;
    size = SYSCALL_INFO_SIZE.exit;
  } else if (kind !== INFO.NONE) {
    view.setBigInt64(AT.number, tracee.originalCall, true);
    argumentRegisters.forEach((register, index) => {
      view.setBigUint64(AT.arguments + 8 * index, registers.big(register), true);
    });
    size = SYSCALL_INFO_SIZE.entry;
    if (kind === INFO.SECCOMP) {
      view.setUint32(SYSCALL_INFO_SIZE.entry, Number(tracee.message), true);
      size = SYSCALL_INFO_SIZE.seccomp;
    }
  }
  task.memory.writeBytes(Number(data), bytes.subarray(0, Math.min(size, address)));
  return size;
};

/** Since Linux 6.16: the stop must be of the kind that is told. */
const setInfo: PtraceRequest = (task, tracee, address, data) => {
  if (address < SYSCALL_INFO_SIZE.whole) throw EINVAL;
  const bytes = task.memory.readBytes(Number(data), SYSCALL_INFO_SIZE.whole);
  const view = new DataView(bytes.buffer);
  if (view.getUint8(1) !== 0 || view.getUint16(2, true) !== 0 || bytes[AT.op] !== kindOf(tracee)) throw EINVAL;
  const { registers } = tracee.task;
  const value = view.getBigInt64(AT.number, true);
  switch (bytes[AT.op]) {
    case INFO.SECCOMP:
    case INFO.ENTRY:
      if (bytes[AT.op] === INFO.SECCOMP && view.getUint32(SYSCALL_INFO_SIZE.seccomp, true) !== 0) throw EINVAL;
      if (value !== BigInt.asIntN(32, value)) throw ERANGE;
      tracee.originalCall = value;
      if (value === -1n) return 0;
      argumentRegisters.forEach((register, index) => {
        registers.setBig(register, view.getBigUint64(AT.arguments + 8 * index, true));
      });
      return 0;
    case INFO.EXIT:
      registers.setBig(REG.rax, BigInt.asUintN(64, value));
      return 0;
    default:
      // Other kinds of stops have nothing that could be set.
      throw EINVAL;
  }
};

const getRseq: PtraceRequest = (task, { task: { rseq } }, address, data) => {
  const view = new DataView(new ArrayBuffer(rseqConfiguration.size));
  if (rseq !== null) {
    const { address: pointer, length, signature } = rseq;
    rseqConfiguration.write(view, 0, { pointer: BigInt(pointer), size: length, signature, flags: 0, pad: 0 });
  }
  task.memory.writeBytes(Number(data), new Uint8Array(view.buffer).subarray(0, Math.min(address, view.byteLength)));
  return view.byteLength;
};

/** Filters are for those alone who have rights over the machine. */
const getFilter: PtraceRequest = () => {
  throw EACCES;
};

const DISPATCH_CONFIG_SIZE = 32;

/** struct ptrace_sud_config: mode, selector, offset, length. */
const getDispatch: PtraceRequest = (task, { task: { dispatch } }, address, data) => {
  if (address !== DISPATCH_CONFIG_SIZE) throw EINVAL;
  const view = new DataView(new ArrayBuffer(DISPATCH_CONFIG_SIZE));
  if (dispatch !== null) {
    view.setBigUint64(0, 1n, true);
    view.setBigUint64(8, BigInt(dispatch.selector), true);
    view.setBigUint64(16, BigInt(dispatch.start), true);
    view.setBigUint64(24, BigInt(dispatch.length), true);
  }
  task.memory.writeBytes(Number(data), new Uint8Array(view.buffer));
  return 0;
};

export const callRequests: Readonly<Record<number, PtraceRequest>> = {
  [PTRACE.GET_SYSCALL_INFO]: getInfo,
  [PTRACE.SET_SYSCALL_INFO]: setInfo,
  [PTRACE.GET_RSEQ_CONFIGURATION]: getRseq,
  [PTRACE.SECCOMP_GET_FILTER]: getFilter,
  [PTRACE.SECCOMP_GET_METADATA]: getFilter,
  [PTRACE.GET_SYSCALL_USER_DISPATCH_CONFIG]: getDispatch,
};
