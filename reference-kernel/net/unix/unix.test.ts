import { describe, expect, it } from "vitest";
import {
  ECONNREFUSED,
  ECONNRESET,
  EINVAL,
  EMSGSIZE,
  ENOTCONN,
  EPIPE,
  EPROTONOSUPPORT,
  ESOCKTNOSUPPORT,
} from "../../abi/errors.ts";
import { POLLERR, POLLHUP, POLLIN, POLLOUT, POLLRDHUP, POLLRDNORM, POLLWRBAND, POLLWRNORM } from "../../abi/poll.ts";
import { SIGPIPE } from "../../abi/signal.ts";
import {
  AF_UNIX,
  MSG_NOSIGNAL,
  MSG_PEEK,
  MSG_TRUNC,
  SHUT_WR,
  SOCK_DGRAM,
  SOCK_RAW,
  SOCK_RDM,
  SOCK_SEQPACKET,
  SOCK_STREAM,
} from "../../abi/socket.ts";
import { FakeWorld } from "../../core/testing/fake-caller.ts";
import { EventFile } from "../../files/eventfd.ts";
import { WOULD_BLOCK } from "../../files/open-file.ts";
import type { FsCaller } from "../../fs/context.ts";
import { KernelBuffer } from "../../memory/io.ts";
import { InMessage, OutMessage } from "../message.ts";
import { Network } from "../network.ts";
import type { Socket } from "../socket.ts";
import { abstractAddress } from "./address.ts";

const caller = new FakeWorld().caller();
const fsCaller = caller as unknown as FsCaller;
const text = (value: string): KernelBuffer => new KernelBuffer(new TextEncoder().encode(value));
const WRITABLE = POLLOUT | POLLWRNORM | POLLWRBAND;
const READABLE = POLLIN | POLLRDNORM;

const pair = (type: number): readonly [Socket, Socket] =>
  new Network(caller.clock).createPair(caller, AF_UNIX, type, 0, 0);
const send = (socket: Socket, value: string, init: ConstructorParameters<typeof OutMessage>[0] = {}) =>
  socket.send(caller, text(value), new OutMessage(init));
const receive = (socket: Socket, length: number, flags = 0, message = new InMessage(flags)): string | symbol => {
  const buffer = new KernelBuffer(new Uint8Array(length));
  const result = socket.receive(caller, buffer, message);
  return result === WOULD_BLOCK ? WOULD_BLOCK : new TextDecoder().decode(buffer.filled);
};
const caught = (run: () => unknown): unknown => {
  try {
    return run();
  } catch (error) {
    return error;
  }
};

describe("AF_UNIX streams", () => {
  it("join what was sent, and keep what was peeked at", () => {
    const [a, b] = pair(SOCK_STREAM);
    expect(receive(b, 9)).toBe(WOULD_BLOCK);
    send(a, "hello ");
    send(a, "world");
    expect(receive(b, 20, MSG_PEEK)).toBe("hello world");
    expect(receive(b, 3)).toBe("hel");
    expect(receive(b, 20)).toBe("lo world");
  });

  it("stop at SO_SNDBUF and are writable again when a quarter of it is left", () => {
    const [a, b] = pair(SOCK_STREAM);
    let count = 0;
    while (send(a, "x") !== WOULD_BLOCK) count++;
    expect(count).toBe(278);
    expect(a.poll() & POLLOUT).toBe(0);
    receive(b, 200);
    expect(a.poll() & POLLOUT).toBe(0);
    receive(b, 10);
    expect(a.poll() & POLLOUT).toBe(POLLOUT);
  });

  it("end after shutdown; writing then is EPIPE with SIGPIPE", () => {
    const [a, b] = pair(SOCK_STREAM);
    a.shutdown(SHUT_WR);
    expect([a.poll(), b.poll()]).toEqual([WRITABLE, READABLE | POLLRDHUP | WRITABLE]);
    expect(receive(b, 5)).toBe("");
    caller.raised.length = 0;
    expect(caught(() => send(a, "x", { flags: MSG_NOSIGNAL }))).toBe(EPIPE);
    expect(caught(() => send(a, "x"))).toBe(EPIPE);
    expect(caller.raised).toEqual([SIGPIPE]);
  });

  it("are reset when the peer closes with something unread", () => {
    const [a, b] = pair(SOCK_STREAM);
    send(a, "unread");
    send(b, "y");
    b.release();
    expect(a.poll()).toBe(READABLE | WRITABLE | POLLRDHUP | POLLHUP | POLLERR);
    expect(receive(a, 5)).toBe("y");
    expect(caught(() => receive(a, 5))).toBe(ECONNRESET);
    expect(receive(a, 5)).toBe("");
  });

  it("carry open files, which live on in the queue", () => {
    const [a, b] = pair(SOCK_STREAM);
    const file = new EventFile(1, 0, false);
    send(a, "ab", { rights: [file] });
    file.release();
    expect(file.references).toBe(1);
    const message = new InMessage();
    receive(b, 1, 0, message);
    expect(message.rights).toEqual([file]);
    b.release();
    expect(file.references).toBe(1);
  });

  it("let go of open files that nobody received", () => {
    const [a, b] = pair(SOCK_STREAM);
    const file = new EventFile(1, 0, false);
    send(a, "ab", { rights: [file] });
    b.release();
    expect(file.references).toBe(1);
  });

  it("connect by name, accept in order, and refuse when the listener is gone", () => {
    const network = new Network(caller.clock);
    const make = (): Socket => network.create(AF_UNIX, SOCK_STREAM, 0, 0);
    const { bytes } = abstractAddress("name");
    const listener = make();
    expect(caught(() => listener.listen(caller, 1))).toBe(EINVAL);
    listener.bind(fsCaller, bytes);
    const early = make();
    expect(caught(() => early.connect(fsCaller, bytes, false))).toBe(ECONNREFUSED);
    listener.listen(caller, 0);
    expect(early.connect(fsCaller, bytes, false)).toBe(0);
    const late = make();
    expect(late.connect(fsCaller, bytes, false)).toBe(WOULD_BLOCK);
    send(early, "hi");
    const accepted = listener.accept(caller) as Socket;
    expect(receive(accepted, 5)).toBe("hi");
    expect(late.connect(fsCaller, bytes, false)).toBe(0);
    listener.release();
    expect(caught(() => receive(late, 5))).toBe(ECONNRESET);
    expect(caught(() => make().connect(fsCaller, bytes, false))).toBe(ECONNREFUSED);
  });
});

describe("AF_UNIX messages", () => {
  it.each([SOCK_DGRAM, SOCK_SEQPACKET])("keep their boundaries and lose what does not fit (type %i)", (type) => {
    const [a, b] = pair(type);
    send(a, "hello world");
    send(a, "");
    send(a, "z");
    const message = new InMessage(MSG_TRUNC);
    const buffer = new KernelBuffer(new Uint8Array(5));
    expect(b.receive(caller, buffer, message)).toBe(11);
    expect(message.resultFlags).toBe(MSG_TRUNC);
    expect([receive(b, 5), receive(b, 5), receive(b, 5)]).toEqual(["", "z", WOULD_BLOCK]);
    expect(caught(() => send(a, "x".repeat(212961)))).toBe(EMSGSIZE);
  });

  it("refuse once when a datagram's peer is gone, then have none", () => {
    const [a, b] = pair(SOCK_DGRAM);
    b.release();
    expect(receive(a, 1)).toBe(WOULD_BLOCK);
    expect(caught(() => send(a, "x"))).toBe(ECONNREFUSED);
    expect(caught(() => send(a, "x"))).toBe(ENOTCONN);
  });

  it("wait when a receiver has eleven unread, and hear of room", () => {
    const network = new Network(caller.clock);
    const [sender, receiver] = [network.create(AF_UNIX, SOCK_DGRAM, 0, 0), network.create(AF_UNIX, SOCK_DGRAM, 0, 0)];
    receiver.bind(fsCaller, abstractAddress("r").bytes);
    sender.connect(fsCaller, abstractAddress("r").bytes, false);
    let count = 0;
    while (send(sender, "x") !== WOULD_BLOCK) count++;
    expect(count).toBe(11);
    expect(sender.poll()).toBe(0);
    receive(receiver, 1);
    expect(sender.poll()).toBe(WRITABLE);
  });
});

it("answers unknown types and protocols as Linux does", () => {
  const network = new Network(caller.clock);
  expect(caught(() => network.create(AF_UNIX, SOCK_RDM, 0, 0))).toBe(ESOCKTNOSUPPORT);
  expect(caught(() => network.create(AF_UNIX, 11, 0, 0))).toBe(EINVAL);
  expect(caught(() => network.create(AF_UNIX, SOCK_STREAM, 2, 0))).toBe(EPROTONOSUPPORT);
  expect(network.create(AF_UNIX, SOCK_RAW, 0, 0).type).toBe(SOCK_DGRAM);
});
