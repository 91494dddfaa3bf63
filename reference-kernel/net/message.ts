/** What one send and one receive call carry besides their bytes, and where they stand when they sleep in between. */
import type { Credentials } from "../core/caller.ts";
import type { OpenFile } from "../files/open-file.ts";
import type { FsCaller } from "../fs/context.ts";
import type { ControlMessage } from "./control.ts";

/** struct ucred: who sent a message. */
export interface Sender {
  readonly pid: number;
  readonly uid: number;
  readonly gid: number;
}

/** Who is at the other end, as it was when it connected or listened; `groups` are its supplementary ones. */
export interface Peer extends Sender {
  readonly groups: readonly number[] | null;
}

export const NO_PEER: Peer = { pid: 0, uid: 0xffff_ffff, gid: 0xffff_ffff, groups: null };

/** As SCM_CREDENTIALS tells of a message that was sent before anybody asked: overflowuid, overflowgid. */
export const UNKNOWN_SENDER: Sender = { pid: 0, uid: 65534, gid: 65534 };

/** As SCM_CREDENTIALS tells by default: the real ids. */
export const senderOf = (caller: { readonly pid: number; readonly credentials: Credentials }): Sender => ({
  pid: caller.pid,
  uid: caller.credentials.uid,
  gid: caller.credentials.gid,
});

/** As SO_PEERCRED tells: the effective ids. */
export const peerOf = (caller: { readonly pid: number; readonly credentials: Credentials }): Peer => ({
  pid: caller.pid,
  uid: caller.credentials.euid,
  gid: caller.credentials.egid,
  groups: caller.credentials.groups,
});

/** One send call. */
export class OutMessage {
  /** MSG_* bits. */
  readonly flags: number;
  /** It does not wait: O_NONBLOCK or MSG_DONTWAIT. */
  readonly nonBlocking: boolean;
  /** Where to, when the caller said so: the sockaddr, and who walks the path in it. */
  readonly target: { readonly address: Uint8Array; readonly caller: FsCaller } | null;
  /** SCM_RIGHTS: the caller holds its own references and lets go of them after the call. */
  readonly rights: readonly OpenFile[];
  /** SCM_CREDENTIALS, when the caller said so. */
  readonly sender: Sender | null;
  /** Control messages of other levels than SOL_SOCKET, which the family understands. */
  readonly control: readonly ControlMessage[];
  /** Bytes that were sent before the call slept. */
  sent = 0;
  /** It has waited for room: how the socket fares by then is no longer told with a signal. */
  hasWaited = false;
  /** MSG_FASTOPEN has connected the socket. */
  hasConnected = false;
  /** A datagram that was taken from the guest and could not be delivered yet. */
  taken: Uint8Array | null = null;

  constructor(
    init: Partial<Pick<OutMessage, "flags" | "nonBlocking" | "target" | "rights" | "sender" | "control">> = {},
  ) {
    this.flags = init.flags ?? 0;
    this.nonBlocking = init.nonBlocking ?? false;
    this.target = init.target ?? null;
    this.rights = init.rights ?? [];
    this.sender = init.sender ?? null;
    this.control = init.control ?? [];
  }
}

/** One receive call. The socket fills in what came beside the bytes. */
export class InMessage {
  readonly flags: number;
  readonly nonBlocking: boolean;
  /** Bytes received before the call slept (MSG_WAITALL). */
  received = 0;
  /** The sender's address, once something came; empty when it has none. */
  address: Uint8Array | null = null;
  /** Files that came along, a reference each; the receiver installs or releases them. */
  rights: readonly OpenFile[] = [];
  sender: Sender | null = null;
  /** What else the socket tells of it. */
  readonly control: ControlMessage[] = [];
  /** MSG_TRUNC, MSG_EOR, MSG_OOB, MSG_ERRQUEUE. */
  resultFlags = 0;

  constructor(flags = 0, nonBlocking = false) {
    this.flags = flags;
    this.nonBlocking = nonBlocking;
  }
}
