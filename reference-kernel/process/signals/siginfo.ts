/** What a signal tells of its cause (siginfo_t), as the kernel keeps it and as the handler sees it. */
import {
  SI_KERNEL,
  SI_TKILL,
  SI_USER,
  SIGINFO_SIZE,
  siginfoChild,
  siginfoFault,
  siginfoHead,
  siginfoKill,
  siginfoPoll,
  siginfoRt,
  siginfoSys,
  siginfoTimer,
  signalName,
} from "../../abi/signal.ts";

interface Head {
  readonly signo: number;
  readonly code: number;
  readonly errno?: number;
  /** Who sent it, as the kernel counts, where the information itself does not tell truly. */
  readonly from?: number;
}

export type SignalInfo =
  | (Head & { readonly kind: "kill"; readonly pid: number; readonly uid: number })
  | (Head & { readonly kind: "rt"; readonly pid: number; readonly uid: number; readonly value: bigint })
  | (Head & {
      readonly kind: "timer";
      readonly timerid: number;
      readonly overrun: number;
      readonly value: bigint;
      /** Called when the signal is taken; answers the overruns. */
      readonly onTake: () => number;
    })
  | (Head & {
      readonly kind: "child";
      readonly pid: number;
      readonly uid: number;
      readonly status: number;
      readonly utime: number;
      readonly stime: number;
    })
  | (Head & { readonly kind: "fault"; readonly address: bigint })
  | (Head & { readonly kind: "sys"; readonly address: bigint; readonly number: number; readonly architecture: number })
  | (Head & { readonly kind: "poll"; readonly band: number; readonly fd: number })
  | (Head & { readonly kind: "raw"; readonly bytes: Uint8Array });

export const killInfo = (signo: number, pid: number, uid: number): SignalInfo => ({
  kind: "kill",
  signo,
  code: SI_USER,
  pid,
  uid,
});

export const tkillInfo = (signo: number, pid: number, uid: number): SignalInfo => ({
  kind: "kill",
  signo,
  code: SI_TKILL,
  pid,
  uid,
});

/** Sent by the kernel itself (SEND_SIG_PRIV). */
export const kernelInfo = (signo: number): SignalInfo => ({ kind: "kill", signo, code: SI_KERNEL, pid: 0, uid: 0 });

/** The 128 bytes of siginfo_t. */
export const signalInfoBytes = (info: SignalInfo): Uint8Array => {
  if (info.kind === "raw") return info.bytes;
  const out = new Uint8Array(SIGINFO_SIZE);
  encodeSignalInfo(info, new DataView(out.buffer), 0);
  return out;
};

/** Writes a siginfo_t at an offset where all is zero. */
export const encodeSignalInfo = (info: SignalInfo, view: DataView, at: number): void => {
  if (info.kind === "raw") {
    for (let i = 0; i < info.bytes.length; i++) view.setUint8(at + i, info.bytes[i]!);
    return;
  }
  const { signo, code } = info;
  const errno = info.errno ?? 0;
  if (info.kind === "kill") {
    siginfoKill.write(view, at, { signo, errno, code, pad: 0, pid: info.pid, uid: info.uid });
    return;
  }
  const head = { signo, errno, code, pad: 0 };
  switch (info.kind) {
    case "rt":
      siginfoRt.write(view, at, { ...head, pid: info.pid, uid: info.uid, value: info.value });
      break;
    case "timer":
      siginfoTimer.write(view, at, { ...head, timerid: info.timerid, overrun: info.overrun, value: info.value });
      break;
    case "child":
      siginfoChild.write(view, at, {
        ...head,
        pid: info.pid,
        uid: info.uid,
        status: info.status,
        utime: BigInt(info.utime),
        stime: BigInt(info.stime),
      });
      break;
    case "fault":
      siginfoFault.write(view, at, { ...head, address: info.address });
      break;
    case "sys": {
      const { address, number, architecture } = info;
      siginfoSys.write(view, at, { ...head, address, number, architecture });
      break;
    }
    case "poll":
      siginfoPoll.write(view, at, { ...head, band: BigInt(info.band), fd: info.fd });
      break;
  }
};

/** siginfo_t as user space gave it (rt_sigqueueinfo): kept byte for byte, with the signal number that is really sent. */
export const rawSignalInfo = (signo: number, bytes: Uint8Array, from: number): SignalInfo => {
  const copy = bytes.slice(0, SIGINFO_SIZE);
  const view = new DataView(copy.buffer);
  const head = siginfoHead.read(view, 0);
  siginfoHead.write(view, 0, { ...head, signo });
  return { kind: "raw", signo, code: head.code, errno: head.errno, bytes: copy, from };
};

export const describeSignalInfo = (info: SignalInfo): string => {
  const parts = [`si_signo=${signalName(info.signo)}`, `si_code=${info.code}`];
  if (info.kind === "kill" || info.kind === "rt" || info.kind === "child") parts.push(`si_pid=${info.pid}`);
  if (info.kind === "child") parts.push(`si_status=${info.status}`);
  if (info.kind === "fault") parts.push(`si_addr=0x${info.address.toString(16)}`);
  return `{${parts.join(", ")}}`;
};
