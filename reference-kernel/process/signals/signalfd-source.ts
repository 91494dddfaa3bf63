/** What signalfd(2) reads: pending signals as struct signalfd_siginfo (signalfd_copyinfo in fs/signalfd.c). */
import { type SignalSet, siginfoRt } from "../../abi/signal.ts";
import { signalfdSiginfo } from "../../abi/signalfd.ts";
import { encode } from "../../abi/struct.ts";
import type { WaitQueue } from "../../core/wait-queue.ts";
import type { SignalSource } from "../../files/signalfd.ts";
import type { SignalInfo } from "./siginfo.ts";
import type { TaskSignals } from "./task-signals.ts";

const blank = signalfdSiginfo.read(new DataView(new ArrayBuffer(signalfdSiginfo.size)), 0);

/** The sender's value as the pointer and as its low half. */
const valueFields = (value: bigint) => ({ ptr: value, int: Number(BigInt.asIntN(32, value)) });

const fieldsOf = (info: SignalInfo): Partial<typeof blank> => {
  switch (info.kind) {
    case "kill":
      return { pid: info.pid, uid: info.uid };
    case "rt":
      return { pid: info.pid, uid: info.uid, ...valueFields(info.value) };
    case "timer":
      return { tid: info.timerid, overrun: info.overrun, ...valueFields(info.value) };
    case "child":
      return {
        pid: info.pid,
        uid: info.uid,
        status: info.status,
        utime: BigInt(info.utime),
        stime: BigInt(info.stime),
      };
    case "fault":
      return { addr: info.address };
    case "sys":
      // It comes by force, and is never there to be read.
      return {};
    case "poll":
      return { band: info.band, fd: info.fd };
    case "raw": {
      const { pid, uid, value } = siginfoRt.read(new DataView(info.bytes.buffer, info.bytes.byteOffset), 0);
      return { pid, uid, ...valueFields(value) };
    }
  }
};

const encodeInfo = (info: SignalInfo): Uint8Array =>
  encode(signalfdSiginfo, {
    ...blank,
    signo: info.signo,
    errno: info.errno ?? 0,
    code: info.code,
    ...fieldsOf(info),
  });

export class TaskSignalSource implements SignalSource {
  readonly #signals: TaskSignals;

  constructor(signals: TaskSignals) {
    this.#signals = signals;
  }

  get arrivals(): WaitQueue {
    return this.#signals.arrivals;
  }

  hasWanted(wanted: SignalSet): boolean {
    return ((this.#signals.pending.set | this.#signals.shared.set) & wanted) !== 0n;
  }

  take(wanted: SignalSet): Uint8Array | null {
    const info = this.#signals.takeWanted(wanted);
    return info === null ? null : encodeInfo(info);
  }
}
