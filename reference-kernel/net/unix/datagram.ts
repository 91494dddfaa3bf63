/** AF_UNIX SOCK_DGRAM (unix_dgram_sendmsg, unix_dgram_recvmsg, unix_dgram_poll); SOCK_SEQPACKET sends and receives alike. */
import { ECONNRESET, EINVAL, ENOTCONN, EOPNOTSUPP, EPERM } from "../../abi/errors.ts";
import { AF_UNSPEC, SOCK_DGRAM } from "../../abi/socket.ts";
import type { Caller } from "../../core/caller.ts";
import type { WouldBlock } from "../../files/open-file.ts";
import type { FsCaller } from "../../fs/context.ts";
import type { Sink, Source } from "../../memory/io.ts";
import type { InMessage, OutMessage } from "../message.ts";
import { familyOf, parseUnixAddress } from "./address.ts";
import type { UnixNames } from "./names.ts";
import { pollPackets, receivePacket, sendPacket } from "./packets.ts";
import { asksForSender, UnixSocket } from "./unix-socket.ts";

export class UnixDatagram extends UnixSocket {
  constructor(names: UnixNames, flags: number) {
    super(names, SOCK_DGRAM, flags);
  }

  override get isListening(): boolean {
    return false;
  }

  override listen(): void {
    throw EOPNOTSUPP;
  }

  override accept(): never {
    throw EOPNOTSUPP;
  }

  override poll(): number {
    return pollPackets(this, true, false);
  }

  /** Connects to a name, or with AF_UNSPEC to nobody; what came from a former peer is dropped. */
  override connect(caller: FsCaller, given: Uint8Array): 0 {
    if (familyOf(given) < 0) throw EINVAL;
    let other: UnixDatagram | null = null;
    if (familyOf(given) !== AF_UNSPEC) {
      const address = parseUnixAddress(given);
      if (asksForSender(this)) this.address ??= this.names.autobind(this);
      other = this.names.find(caller, address, this.type) as UnixDatagram;
      if (!other.takesFrom(this)) throw EPERM;
    }
    const { peer } = this;
    this.peer = other;
    if (peer !== null && peer !== other) this.disconnectedFrom(peer);
    return 0;
  }

  /** A connected socket takes messages from its peer only (unix_may_send). */
  takesFrom(sender: UnixSocket): boolean {
    return this.peer === null || this.peer === sender;
  }

  disconnectedFrom(peer: UnixSocket): void {
    this.stopAwaitingRoom();
    this.queue.wake();
    if (this.received.length === 0) return;
    this.dropReceived();
    this.peerWait.wakeAll();
    if (!peer.isDead && peer.peer === this) {
      peer.pendingError = ECONNRESET;
      peer.stateChanged();
    }
  }

  override shutdown(how: number): void {
    this.shutdownMask |= how + 1;
    this.stateChanged();
  }

  override send(caller: Caller, source: Source, message: OutMessage): number | WouldBlock {
    return sendPacket(this, caller, source, message, this.#target(message));
  }

  override receive(caller: Caller, sink: Sink, message: InMessage): number | WouldBlock {
    return receivePacket(this, caller, sink, message);
  }

  protected override unreadBytes(): number {
    return this.received[0]?.data.length ?? 0;
  }

  protected override leavePeer(): void {}

  #target({ target }: OutMessage): () => UnixSocket {
    if (target !== null) {
      const address = parseUnixAddress(target.address);
      return () => this.names.find(target.caller, address, this.type);
    }
    return () => {
      if (this.peer === null) throw ENOTCONN;
      return this.peer;
    };
  }
}
