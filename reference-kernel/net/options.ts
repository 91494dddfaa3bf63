/** Options of SOL_SOCKET (socket(7), net/core/sock.c): their values and the rules of setting them. */

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
  reuseAddress = false;
  reusePort = false;
  keepAlive = false;
  broadcast = false;
  dontRoute = false;
  debug = false;
  outOfBandInline = false;
  timestamp = false;
  priority = 0;
  linger = { onoff: 0, linger: 0 };

  setSendBuffer(bytes: number, force = false): void {
    this.sendBuffer = Math.max(clamp(bytes, force) * 2, MINIMUM_SEND_BUFFER);
  }

  setReceiveBuffer(bytes: number, force = false): void {
    this.receiveBuffer = Math.max(clamp(bytes, force) * 2, MINIMUM_RECEIVE_BUFFER);
  }
}

/** Room for bookkeeping doubles what was asked; a negative number counts as a huge one unless it is forced. */
const clamp = (bytes: number, force: boolean): number =>
  force ? Math.min(Math.max(bytes, 0), 0x3fff_ffff) : Math.min(bytes >>> 0, MAXIMUM_BUFFER);
