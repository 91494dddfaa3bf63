/**
 * What AF_UNIX sockets of all types share (struct unix_sock, net/unix/af_unix.c): a name, a peer, the queue of received
 * messages, and what their own unread messages cost them.
 */
import { EINVAL, ENOTCONN, EOPNOTSUPP } from "../../abi/errors.ts";
import { FIONREAD } from "../../abi/ioctl.ts";
import { POLL_OUT } from "../../abi/signal.ts";
import { AF_UNIX, SIOCATMARK, SIOCOUTQ } from "../../abi/socket.ts";
import { i32 } from "../../abi/struct.ts";
import type { Caller } from "../../core/caller.ts";
import { WaitEntry, WaitQueue } from "../../core/wait-queue.ts";
import type { OpenFile } from "../../files/open-file.ts";
import type { FsCaller } from "../../fs/context.ts";
import type { Inode } from "../../fs/inode.ts";
import { type OutMessage, type Sender, senderOf } from "../message.ts";
import { Socket, WRITABLE } from "../socket.ts";
import { isAutobind, parseUnixAddress, UNNAMED, type UnixAddress } from "./address.ts";
import type { UnixNames } from "./names.ts";

/** /proc/sys/net/unix/max_dgram_qlen. */
const DEFAULT_BACKLOG = 10;

/** A message in a receive queue (struct sk_buff). */
export interface Piece {
  readonly data: Uint8Array;
  /** Bytes of it that were read (streams). */
  consumed: number;
  /** What it costs its sender until it is gone. */
  readonly cost: number;
  readonly from: UnixSocket;
  readonly sender: Sender | null;
  /** Nanoseconds since boot. */
  readonly at: number;
  /** A reference each. */
  rights: readonly OpenFile[];
}

/** Wants to know who sent what it receives. */
export const asksForSender = ({ options }: Socket): boolean => options.passCredentials || options.passPidfd;

export abstract class UnixSocket extends Socket {
  readonly names: UnixNames;
  peer: UnixSocket | null = null;
  /** The last descriptor is gone (SOCK_DEAD). */
  isDead = false;
  address: UnixAddress | null = null;
  /** The listener that it waits at to be accepted. */
  embryoOf: UnixSocket | null = null;
  backlog = DEFAULT_BACKLOG;
  /** Received and unread. */
  readonly received: Piece[] = [];
  /** Others that wait for room in our queue (peer_wait). */
  readonly peerWait = new WaitQueue();
  #inode: Inode | null = null;
  /** Cost of what we sent and nobody has read. */
  #unread = 0;
  #relay: WaitEntry | null = null;
  /** A send found no space (SOCKWQ_ASYNC_NOSPACE). */
  #lacksSpace = false;

  constructor(names: UnixNames, type: number, flags: number) {
    super(AF_UNIX, type, 0, flags);
    this.names = names;
    names.sockets.add(this);
  }

  override bind(caller: FsCaller, given: Uint8Array): void {
    if (isAutobind(given)) {
      this.address ??= this.names.autobind(this);
      return;
    }
    const address = parseUnixAddress(given);
    if (address.kind === "abstract") {
      if (this.address !== null) throw EINVAL;
      this.names.bindAbstract(this, address);
    } else {
      const inode = this.names.bindPath(caller, this, address.name);
      if (this.address !== null) {
        this.names.unbindPath(caller, address.name, inode);
        throw EINVAL;
      }
      this.#inode = inode;
    }
    this.address = address;
  }

  override localAddress(): Uint8Array {
    return this.address?.bytes ?? UNNAMED;
  }

  override peerAddress(): Uint8Array {
    if (this.peer === null) throw ENOTCONN;
    return this.peer.localAddress();
  }

  override ioctl(caller: Caller, request: number, argument: number): number {
    if (request === FIONREAD) caller.memory.write(i32, argument, this.unreadBytes());
    else if (request === SIOCATMARK) throw EOPNOTSUPP;
    else if (request === SIOCOUTQ) caller.memory.write(i32, argument, this.#unread);
    else return super.ioctl(caller, request, argument);
    return 0;
  }

  /** Connections that wait to be accepted. */
  get waiting(): readonly UnixSocket[] {
    return [];
  }

  /** Bytes that FIONREAD tells. */
  protected abstract unreadBytes(): number;

  // --- sending ---------------------------------------------------------------------------------------------------

  /** Another message may be sent: what is unread costs less than SO_SNDBUF. If not, the owner hears when it may. */
  get hasSendSpace(): boolean {
    const hasSpace = this.#unread < this.options.sendBuffer;
    if (!hasSpace) this.#lacksSpace = true;
    return hasSpace;
  }

  /** Polls as writable: at most a quarter of SO_SNDBUF is unread (unix_writable). The count starts at 1. */
  get isWritableNow(): boolean {
    return !this.isListening && (this.#unread + 1) * 4 <= this.options.sendBuffer;
  }

  /** More messages wait than it takes. */
  get isQueueFull(): boolean {
    return this.received.length > this.backlog;
  }

  /** Puts a message into `target`'s queue; its readers are still to be woken. Credentials go along when either side asked for them. */
  deliver(
    caller: Caller,
    target: UnixSocket,
    data: Uint8Array,
    cost: number,
    message: OutMessage,
    rights: readonly OpenFile[],
  ): Piece {
    const wanted = asksForSender(this) || asksForSender(target);
    const sender = message.sender ?? (wanted ? senderOf(caller) : null);
    this.#unread += cost;
    for (const file of rights) file.retain();
    const piece = { data, consumed: 0, cost, from: this, sender, at: caller.clock.now, rights };
    target.received.push(piece);
    if (rights.length > 0) this.names.system.inFlight.carries(target);
    return piece;
  }

  /** A message of ours was read or dropped. */
  #settle(cost: number): void {
    this.#unread -= cost;
    this.writeSpace();
  }

  override writeSpace(): void {
    if (!this.isWritableNow) return;
    this.queue.wake(WRITABLE);
    if (!this.#lacksSpace) return;
    this.#lacksSpace = false;
    this.signalIo(POLL_OUT);
  }

  /** Takes a message out of the queue for good. */
  discard(piece: Piece): void {
    const index = this.received.indexOf(piece);
    if (index === 0) this.received.shift();
    else if (index > 0) this.received.splice(index, 1);
    piece.from.#settle(piece.cost);
  }

  dropReceived(): void {
    for (let piece = this.received[0]; piece !== undefined; piece = this.received[0]) {
      this.discard(piece);
      for (const file of piece.rights) file.release();
    }
  }

  /** Hears of it, on our own queue, when `other` has room again (unix_dgram_peer_wake_me). */
  awaitRoomAt(other: UnixSocket): void {
    if (this.#relay !== null) return;
    const relay = new WaitEntry(() => {
      this.stopAwaitingRoom();
      this.queue.wake(WRITABLE);
      return true;
    });
    this.#relay = relay;
    other.peerWait.add(relay);
  }

  protected stopAwaitingRoom(): void {
    this.#relay?.remove();
    this.#relay = null;
  }

  /** A datagram found its peer gone: it has none any more, and what came from it is dropped. */
  lostPeer(peer: UnixSocket): void {
    if (this.peer !== peer) return;
    this.peer = null;
    this.stopAwaitingRoom();
    this.queue.wake();
    if (this.received.length === 0) return;
    this.dropReceived();
    this.peerWait.wakeAll();
  }

  /** Told of a change of state: every waiter looks again (sk_state_change). */
  stateChanged(): void {
    this.queue.wakeAll();
  }

  // --- the end -----------------------------------------------------------------------------------------------------

  protected override onRelease(): void {
    if (this.address !== null) this.names.forget(this, this.address, this.#inode);
    this.isDead = true;
    this.names.sockets.delete(this);
    this.stopAwaitingRoom();
    const { peer } = this;
    this.peer = null;
    if (peer !== null) this.leavePeer(peer);
    this.peerWait.wakeAll();
    this.dropReceived();
    this.names.system.inFlight.collect((file) => file instanceof UnixSocket);
  }

  /** The socket goes while it is connected to `peer`. */
  protected abstract leavePeer(peer: UnixSocket): void;
}
