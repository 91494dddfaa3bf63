/** AF_UNIX SOCK_SEQPACKET: connected like a stream, with the message boundaries of datagrams (unix_seqpacket_sendmsg). */
import { EINVAL, ENOTCONN } from "../../abi/errors.ts";
import { SOCK_SEQPACKET } from "../../abi/socket.ts";
import type { Caller } from "../../core/caller.ts";
import type { WouldBlock } from "../../files/open-file.ts";
import type { Sink, Source } from "../../memory/io.ts";
import type { InMessage, OutMessage } from "../message.ts";
import { UnixConnection } from "./connection.ts";
import type { UnixNames } from "./names.ts";
import { pollPackets, receivePacket, sendPacket } from "./packets.ts";

export class UnixSeqpacket extends UnixConnection {
  constructor(names: UnixNames, flags: number) {
    super(names, SOCK_SEQPACKET, flags);
  }

  protected override newPeer(): UnixSeqpacket {
    return new UnixSeqpacket(this.names, 0);
  }

  override poll(): number {
    return pollPackets(this, this.state !== "closed", this.hasPending);
  }

  override checkSend(): void {
    this.raisePendingError();
    if (this.state !== "connected") throw ENOTCONN;
  }

  /** An address is ignored. */
  override send(caller: Caller, source: Source, message: OutMessage): number | WouldBlock {
    this.checkSend();
    const { peer } = this;
    if (peer === null) throw ENOTCONN;
    return sendPacket(this, caller, source, message, () => peer);
  }

  override receive(caller: Caller, sink: Sink, message: InMessage): number | WouldBlock {
    if (this.state !== "connected") throw ENOTCONN;
    return receivePacket(this, caller, sink, message);
  }

  protected override unreadBytes(): number {
    if (this.isListening) throw EINVAL;
    return this.received.reduce((total, piece) => total + piece.data.length, 0);
  }
}
