import { beforeEach, describe, expect, it } from "vitest";
import {
  EADDRINUSE,
  EADDRNOTAVAIL,
  EAFNOSUPPORT,
  ECONNABORTED,
  ECONNREFUSED,
  ECONNRESET,
  EINPROGRESS,
  EISCONN,
  ENOTCONN,
  EPIPE,
} from "../../abi/errors.ts";
import { POLLERR, POLLHUP, POLLIN, POLLOUT, POLLRDHUP, POLLRDNORM, POLLWRNORM } from "../../abi/poll.ts";
import { AF_INET, AF_INET6, SHUT_WR, SOCK_DGRAM, SOCK_STREAM } from "../../abi/socket.ts";
import { FakeWorld } from "../../core/testing/fake-caller.ts";
import { WOULD_BLOCK } from "../../files/open-file.ts";
import type { FsCaller } from "../../fs/context.ts";
import { KernelBuffer } from "../../memory/io.ts";
import { InMessage, OutMessage } from "../message.ts";
import { Network } from "../network.ts";
import type { Socket } from "../socket.ts";
import { encodeEndpoint, parseEndpoint } from "./address.ts";

const caller = new FakeWorld().caller();
const fsCaller = caller as unknown as FsCaller;
const LOOPBACK = "7f000001";
const at = (port: number, ip = LOOPBACK): Uint8Array => encodeEndpoint({ ip, port }, AF_INET);
const caught = (run: () => unknown): unknown => {
  try {
    return run();
  } catch (error) {
    return error;
  }
};
const send = (socket: Socket, value: string, target?: Uint8Array) =>
  socket.send(
    caller,
    new KernelBuffer(new TextEncoder().encode(value)),
    new OutMessage(target === undefined ? {} : { target: { address: target, caller: fsCaller } }),
  );
const receive = (socket: Socket, length = 100, message = new InMessage()): string | symbol => {
  const buffer = new KernelBuffer(new Uint8Array(length));
  return socket.receive(caller, buffer, message) === WOULD_BLOCK
    ? WOULD_BLOCK
    : new TextDecoder().decode(buffer.filled);
};

let network: Network;
beforeEach(() => {
  network = new Network(caller.clock);
});
const tcp = (family = AF_INET): Socket => network.create(family, SOCK_STREAM, 0, 0);
const udp = (): Socket => network.create(AF_INET, SOCK_DGRAM, 0, 0);

describe("TCP", () => {
  const listenAt = (port: number): Socket => {
    const listener = tcp();
    listener.bind(fsCaller, at(port));
    listener.listen(caller, 1);
    return listener;
  };
  const connected = (): readonly [Socket, Socket] => {
    const listener = listenAt(7000);
    const client = tcp();
    client.connect(fsCaller, at(7000), false);
    return [client, listener.accept(caller) as Socket];
  };

  it("refuses a port that is bound, shares it by SO_REUSEADDR until somebody listens", () => {
    const [a, b, c] = [tcp(), tcp(), tcp()];
    a.bind(fsCaller, at(7000));
    expect(caught(() => b.bind(fsCaller, at(7000)))).toBe(EADDRINUSE);
    expect(caught(() => b.bind(fsCaller, at(7000, "00000000")))).toBe(EADDRINUSE);
    expect(caught(() => b.bind(fsCaller, at(7000, "08080808")))).toBe(EADDRNOTAVAIL);
    b.bind(fsCaller, at(7000, "7f000002"));
    a.release();
    for (const socket of [a, c]) socket.options.reuseAddress = true;
    const [d, e] = [tcp(), tcp()];
    for (const socket of [d, e]) socket.options.reuseAddress = true;
    d.bind(fsCaller, at(7000));
    c.bind(fsCaller, at(7000));
    d.listen(caller, 1);
    expect(caught(() => c.listen(caller, 1))).toBe(EADDRINUSE);
    expect(caught(() => e.bind(fsCaller, at(7000)))).toBe(EADDRINUSE);
  });

  it("connects at once when it may wait, in two steps when it may not", () => {
    listenAt(7000);
    const client = tcp();
    expect(caught(() => client.connect(fsCaller, at(7000), true))).toBe(EINPROGRESS);
    expect(client.connect(fsCaller, at(7000), true)).toBe(0);
    expect(caught(() => client.connect(fsCaller, at(7000), true))).toBe(EISCONN);
    const refused = tcp();
    expect(caught(() => refused.connect(fsCaller, at(7001), false))).toBe(ECONNREFUSED);
    expect(caught(() => refused.connect(fsCaller, at(7001), true))).toBe(EINPROGRESS);
    expect(refused.takePendingError()).toBe(ECONNREFUSED);
    expect(caught(() => refused.connect(fsCaller, at(7001), true))).toBe(ECONNABORTED);
  });

  it("ends one direction at a time", () => {
    const [client, server] = connected();
    send(client, "last");
    client.shutdown(SHUT_WR);
    expect([receive(server), receive(server)]).toEqual(["last", ""]);
    expect(server.poll()).toBe(POLLIN | POLLOUT | POLLRDNORM | POLLWRNORM | POLLRDHUP);
    send(server, "answer");
    expect(receive(client)).toBe("answer");
    server.shutdown(SHUT_WR);
    expect(client.poll() & POLLHUP).toBe(POLLHUP);
    expect(caught(() => client.shutdown(SHUT_WR))).toBe(ENOTCONN);
  });

  it("resets when closed with something unread, and answers writes to a closed end with a reset", () => {
    const [client, server] = connected();
    send(client, "unread");
    server.release();
    expect(client.poll() & (POLLERR | POLLHUP)).toBe(POLLERR | POLLHUP);
    expect(caught(() => receive(client))).toBe(ECONNRESET);
    network = new Network(caller.clock);
    const [other, gone] = connected();
    gone.release();
    expect(send(other, "x")).toBe(1);
    expect(caught(() => send(other, "x"))).toBe(EPIPE);
    expect(receive(other)).toBe("");
  });

  it("keeps the port of the side that ended a connection for a minute, unless SO_REUSEADDR was set", () => {
    const rebind = (): unknown => caught(() => tcp().bind(fsCaller, at(7000)));
    const end = (client: Socket, server: Socket): void => {
      server.release();
      client.release();
    };
    const listener = listenAt(7000);
    const client = tcp();
    client.connect(fsCaller, at(7000), false);
    const server = listener.accept(caller) as Socket;
    listener.release();
    expect(rebind()).toBe(EADDRINUSE);
    end(client, server);
    expect(rebind()).toBe(EADDRINUSE);
    const reusing = tcp();
    reusing.options.reuseAddress = true;
    expect(caught(() => reusing.bind(fsCaller, at(7000)))).toBe(EADDRINUSE);
    caller.clock.advance(60e9);
    caller.clock.runExpired();
    expect(rebind()).toBeUndefined();
  });

  it("reaches an IPv6 listener on any address by IPv4, whose address is mapped", () => {
    const listener = tcp(AF_INET6);
    listener.bind(fsCaller, encodeEndpoint({ ip: "0".repeat(32), port: 7000 }, AF_INET6));
    listener.listen(caller, 1);
    tcp().connect(fsCaller, at(7000), false);
    const accepted = listener.accept(caller) as Socket;
    expect(parseEndpoint(accepted.peerAddress(), AF_INET6).ip).toBe(LOOPBACK);
    expect(accepted.peerAddress().length).toBe(28);
  });
});

describe("UDP", () => {
  it("delivers whole datagrams with their sender, to a connected socket before others", () => {
    const [receiver, sender] = [udp(), udp()];
    receiver.bind(fsCaller, at(7000));
    send(sender, "hello world", at(7000));
    const message = new InMessage();
    expect(receive(receiver, 5, message)).toBe("hello");
    expect(message.address).toEqual(sender.localAddress().fill(0x7f, 4, 5).fill(1, 7, 8));
    expect(receive(receiver)).toBe(WOULD_BLOCK);
  });

  it("hears of nobody being there only when connected", () => {
    const [loose, bound] = [udp(), udp()];
    expect(send(loose, "x", at(7000))).toBe(1);
    expect(loose.pendingError).toBeNull();
    bound.connect(fsCaller, at(7000), false);
    expect(send(bound, "x")).toBe(1);
    expect(caught(() => send(bound, "x"))).toBe(ECONNREFUSED);
  });
});

it("has no other families", () => {
  expect(caught(() => network.create(40, SOCK_DGRAM, 0, 0))).toBe(EAFNOSUPPORT);
});
