/** Options of SOL_SOCKET (socket(7), net/core/sock.c): their values and the rules of setting them. */
import type { ClassicFilter } from "../core/classic-bpf.ts";

/** /proc/sys/net/core: wmem_default and rmem_default, wmem_max and rmem_max, somaxconn. */
export const DEFAULT_BUFFER = 212992;
export const MAXIMUM_BUFFER = 4194304;
export const SOMAXCONN = 4096;
const MINIMUM_SEND_BUFFER = 4608;
const MINIMUM_RECEIVE_BUFFER = 2304;

export class SocketOptions {
  /** Doubled, as SO_SNDBUF and SO_RCVBUF show them. */
  sendBuffer = DEFAULT_BUFFER;
  receiveBuffer = DEFAULT_BUFFER;
  receiveLowWater = 1;
  /** Nanoseconds; Infinity waits for ever. */
  receiveTimeout = Number.POSITIVE_INFINITY;
  sendTimeout = Number.POSITIVE_INFINITY;
  passCredentials = false;
  passPidfd = false;
  passSecurity = false;
  reuseAddress = false;
  reusePort = false;
  keepAlive = false;
  broadcast = false;
  dontRoute = false;
  debug = false;
  outOfBandInline = false;
  noCheck = false;
  /** The option (SO_TIMESTAMP, SO_TIMESTAMPNS or their new forms) that asks for times of arrival; 0: none does. */
  timestamp = 0;
  /** Datagrams tell how many were lost before them. */
  tellsOverflow = false;
  tellsMark = false;
  wifiStatus = false;
  noFcs = false;
  selectErrorQueue = false;
  zeroCopy = false;
  preferBusyPoll = false;
  busyPoll = 0;
  priority = 0;
  mark = 0;
  /** Where peeks begin; negative: at the start, and they do not move it. */
  peekOffset = -1;
  /** SO_BINDTODEVICE: an interface's index; 0: any. */
  boundInterface = 0;
  maxPacingRate = -1;
  transmitRehash = 1;
  linger = { onoff: 0, linger: 0 };
  filter: ClassicFilter | null = null;
  isFilterLocked = false;

  setSendBuffer(bytes: number, force = false): void {
    this.sendBuffer = Math.max(clamp(bytes, force) * 2, MINIMUM_SEND_BUFFER);
  }

  setReceiveBuffer(bytes: number, force = false): void {
    this.receiveBuffer = Math.max(clamp(bytes, force) * 2, MINIMUM_RECEIVE_BUFFER);
  }

  /** A peek saw `bytes` more, a read took them (sk_peek_offset_fwd, sk_peek_offset_bwd). */
  movePeekOffset(bytes: number): void {
    if (this.peekOffset >= 0) this.peekOffset = Math.max(0, this.peekOffset + bytes);
  }
}

/** Room for bookkeeping doubles what was asked; a negative number counts as a huge one unless it is forced. */
const clamp = (bytes: number, force: boolean): number =>
  force ? Math.min(Math.max(bytes, 0), 0x3fff_ffff) : Math.min(bytes >>> 0, MAXIMUM_BUFFER);
