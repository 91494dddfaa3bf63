import { beforeEach, describe, expect, it } from "vitest";
import { EEXIST, EINVAL, ELOOP, ENOENT } from "../abi/errors.ts";
import { O_NONBLOCK, O_RDONLY, O_WRONLY } from "../abi/open.ts";
import { EPOLLET, EPOLLEXCLUSIVE, EPOLLONESHOT, POLLHUP, POLLIN, POLLOUT, POLLRDNORM } from "../abi/poll.ts";
import { FakeWorld } from "../core/testing/fake-caller.ts";
import { WaitEntry } from "../core/wait-queue.ts";
import { KernelBuffer } from "../memory/io.ts";
import { numbered } from "./anonymous.ts";
import { Epoll } from "./epoll.ts";
import { EventFile } from "./eventfd.ts";
import { Pipe } from "./pipe.ts";
import { PipeEnd } from "./pipe-end.ts";

const caller = new FakeWorld().caller();
const identity = numbered("pipe", 1);

const newPipe = (): [PipeEnd, PipeEnd] => {
  const pipe = new Pipe();
  pipe.addEnd(true, true);
  return [new PipeEnd(pipe, O_RDONLY | O_NONBLOCK, identity), new PipeEnd(pipe, O_WRONLY | O_NONBLOCK, identity)];
};
const write = (file: PipeEnd, length = 1) => file.write(caller, new KernelBuffer(new Uint8Array(length)));
const read = (file: PipeEnd, length = 1) => file.read(caller, new KernelBuffer(new Uint8Array(length)));
const caught = (run: () => unknown): unknown => {
  try {
    return run();
  } catch (error) {
    return error;
  }
};
/** Data and events of what one wait answers. */
const wait = (epoll: Epoll, limit = 16): [number, number][] => {
  const got: [number, number][] = [];
  epoll.collect(limit, (events, data) => got.push([Number(data), events]));
  return got;
};

describe("Epoll", () => {
  let epoll: Epoll;
  let reader: PipeEnd;
  let writer: PipeEnd;
  beforeEach(() => {
    epoll = new Epoll();
    [reader, writer] = newPipe();
  });

  it("reports a level as long as it lasts", () => {
    epoll.add(reader, 3, POLLIN, 7n);
    expect(wait(epoll)).toEqual([]);
    write(writer);
    expect(wait(epoll)).toEqual([[7, POLLIN]]);
    expect(wait(epoll)).toEqual([[7, POLLIN]]);
    read(reader);
    expect(wait(epoll)).toEqual([]);
  });

  it("reports an edge once an event, also while data is unread", () => {
    epoll.add(reader, 3, POLLIN | EPOLLET, 7n);
    write(writer);
    expect(wait(epoll)).toHaveLength(1);
    expect(wait(epoll)).toHaveLength(0);
    write(writer);
    expect(wait(epoll)).toHaveLength(1);
    read(reader, 2);
    expect(wait(epoll)).toHaveLength(0);
    write(writer);
    expect(wait(epoll)).toHaveLength(1);
  });

  it("raises an edge for writing when the ring goes from full to not full", () => {
    while (typeof write(writer, 4096) === "number");
    epoll.add(writer, 4, POLLOUT | EPOLLET, 1n);
    expect(wait(epoll)).toEqual([]);
    read(reader, 2048);
    expect(wait(epoll)).toEqual([]);
    read(reader, 2048);
    expect(wait(epoll)).toEqual([[1, POLLOUT]]);
    read(reader, 4096);
    expect(wait(epoll)).toEqual([]);
  });

  it("disables a ONESHOT interest until MOD, even for HUP", () => {
    epoll.add(reader, 3, POLLIN | EPOLLONESHOT, 7n);
    write(writer);
    expect(wait(epoll)).toHaveLength(1);
    writer.release();
    expect(wait(epoll)).toHaveLength(0);
    epoll.modify(reader, 3, POLLIN | EPOLLONESHOT, 8n);
    expect(wait(epoll)).toEqual([[8, POLLIN | POLLHUP]]);
  });

  it("serves many ready interests in turn", () => {
    for (let i = 0; i < 5; i++) {
      const [r, w] = newPipe();
      epoll.add(r, 10 + i, POLLIN, BigInt(i));
      write(w);
    }
    const order = Array.from({ length: 5 }, () => wait(epoll, 2).map(([data]) => data));
    expect(order).toEqual([
      [0, 1],
      [2, 3],
      [4, 0],
      [1, 2],
      [3, 4],
    ]);
  });

  it("keys interests by open file and descriptor", () => {
    epoll.add(reader, 3, POLLIN, 1n);
    expect(caught(() => epoll.add(reader, 3, POLLIN, 1n))).toBe(EEXIST);
    epoll.add(reader, 5, POLLIN, 2n);
    write(writer);
    // The hook that came last stands first in the queue.
    expect(wait(epoll).map(([data]) => data)).toEqual([2, 1]);
    epoll.delete(reader, 3);
    expect(caught(() => epoll.delete(reader, 3))).toBe(ENOENT);
    expect(caught(() => epoll.modify(reader, 3, 0, 0n))).toBe(ENOENT);
    expect(wait(epoll).map(([data]) => data)).toEqual([2]);
  });

  it("keeps an interest while the open file lives, and drops it with the last reference", () => {
    epoll.add(reader, 3, POLLIN, 1n);
    write(writer);
    reader.retain();
    reader.release();
    expect(wait(epoll)).toHaveLength(1);
    reader.release();
    expect(wait(epoll)).toHaveLength(0);
    expect(epoll.poll()).toBe(0);
  });

  it("polls as readable itself, and wakes an outer edge-triggered epoll for every event", () => {
    const outer = new Epoll();
    outer.add(epoll, 9, POLLIN | EPOLLET, 1n);
    epoll.add(reader, 3, POLLIN, 2n);
    expect(epoll.poll()).toBe(0);
    write(writer);
    expect(epoll.poll()).toBe(POLLIN | POLLRDNORM);
    expect(wait(outer)).toHaveLength(1);
    expect(wait(outer)).toHaveLength(0);
    write(writer);
    expect(wait(outer)).toHaveLength(1);
  });

  it("refuses circles and chains of more than five epolls", () => {
    const chain = Array.from({ length: 8 }, () => new Epoll());
    const link = (outer: number, inner: number): unknown =>
      caught(() => (chain[outer] as Epoll).add(chain[inner] as Epoll, 1, POLLIN, 0n));
    expect([0, 1, 2, 3, 4, 5].map((i) => link(i, i + 1))).toEqual([
      undefined,
      undefined,
      undefined,
      undefined,
      ELOOP,
      undefined,
    ]);
    expect(link(4, 0)).toBe(ELOOP);
  });

  it("wakes one of several exclusive epolls", () => {
    const event = new EventFile(0, O_NONBLOCK, false);
    const woken: number[] = [];
    for (let i = 0; i < 3; i++) {
      const each = new Epoll();
      each.add(event, 3, POLLIN | EPOLLEXCLUSIVE, 0n);
      each.sleepers.add(
        new WaitEntry(() => {
          woken.push(i);
          return true;
        }, true),
      );
    }
    event.write(caller, new KernelBuffer(Uint8Array.of(1, 0, 0, 0, 0, 0, 0, 0)));
    expect(woken).toEqual([0]);
    expect(caught(() => epoll.add(event, 3, POLLIN | EPOLLEXCLUSIVE | EPOLLONESHOT, 0n))).toBe(EINVAL);
    epoll.add(event, 3, POLLIN | EPOLLEXCLUSIVE, 0n);
    expect(caught(() => epoll.modify(event, 3, POLLIN, 0n))).toBe(EINVAL);
  });

  it("keeps an event whose report failed", () => {
    epoll.add(reader, 3, POLLIN, 1n);
    write(writer);
    const fault = new Error("fault");
    expect(
      caught(() =>
        epoll.collect(1, () => {
          throw fault;
        }),
      ),
    ).toBe(fault);
    expect(wait(epoll)).toHaveLength(1);
  });
});
