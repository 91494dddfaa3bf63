import { describe, expect, it } from "vitest";
import { EAGAIN, EBUSY, ENXIO, EPERM, EPIPE, Errno } from "../abi/errors.ts";
import { O_DIRECT, O_NONBLOCK, O_RDONLY, O_RDWR, O_WRONLY } from "../abi/open.ts";
import { POLLERR, POLLHUP, POLLIN, POLLOUT, POLLRDNORM, POLLWRNORM } from "../abi/poll.ts";
import { SIGPIPE } from "../abi/signal.ts";
import { FakeWorld } from "../core/testing/fake-caller.ts";
import type { Blocking } from "../core/thread.ts";
import { WaitEntry } from "../core/wait-queue.ts";
import { KernelBuffer } from "../memory/io.ts";
import type { Task } from "../process/task.ts";
import { readFrom, writeTo } from "../syscalls/blocking.ts";
import { numbered } from "./anonymous.ts";
import { Fifo } from "./fifo.ts";
import { WOULD_BLOCK } from "./open-file.ts";
import { Pipe } from "./pipe.ts";
import { PipeEnd } from "./pipe-end.ts";

const identity = numbered("pipe", 1);
const world = new FakeWorld();
const caller = world.caller();

const newPipe = (flags = 0): { pipe: Pipe; reader: PipeEnd; writer: PipeEnd } => {
  const pipe = new Pipe();
  pipe.addEnd(true, true);
  return {
    pipe,
    reader: new PipeEnd(pipe, O_RDONLY | flags, identity),
    writer: new PipeEnd(pipe, O_WRONLY | flags, identity),
  };
};

const pattern = (length: number, from = 0): Uint8Array => Uint8Array.from({ length }, (_, i) => (from + i) % 251);
const write = (file: PipeEnd, data: Uint8Array) => file.write(caller, new KernelBuffer(data));
const read = (file: PipeEnd, length: number): Uint8Array | typeof WOULD_BLOCK => {
  const buffer = new KernelBuffer(new Uint8Array(length));
  return file.read(caller, buffer) === WOULD_BLOCK ? WOULD_BLOCK : buffer.filled;
};
const caught = (run: () => unknown): unknown => {
  try {
    return run();
  } catch (error) {
    return error;
  }
};

describe("Pipe", () => {
  it("is empty until written, at its end once no writer is left", () => {
    const { reader, writer } = newPipe();
    expect(read(reader, 1)).toBe(WOULD_BLOCK);
    write(writer, pattern(3));
    writer.release();
    expect(reader.poll()).toBe(POLLIN | POLLRDNORM | POLLHUP);
    expect(read(reader, 10)).toEqual(pattern(3));
    expect(read(reader, 10)).toEqual(new Uint8Array(0));
    expect(reader.poll()).toBe(POLLHUP);
  });

  it("keeps every byte in order for every split of sizes", () => {
    const { reader, writer } = newPipe(O_NONBLOCK);
    let seed = 7;
    const random = (below: number): number => {
      seed = (seed * 1103515245 + 12345) % 2147483648;
      return seed % below;
    };
    let sent = 0;
    let received = 0;
    let whole = true;
    for (let i = 0; i < 800; i++) {
      const wrote = write(writer, pattern(1 + random(random(4) === 0 ? 20000 : 300), sent));
      if (wrote !== WOULD_BLOCK) sent += wrote;
      const got = read(reader, 1 + random(random(4) === 0 ? 20000 : 300));
      if (got === WOULD_BLOCK) continue;
      whole &&= Buffer.compare(got, pattern(got.length, received)) === 0;
      received += got.length;
    }
    expect(whole).toBe(true);
    expect(sent - received).toBe(reader.pipe.unread);
  });

  it("is full when its slots are, and room comes a slot at a time", () => {
    const { pipe, reader, writer } = newPipe(O_NONBLOCK);
    expect(write(writer, pattern(100))).toBe(100);
    expect(write(writer, pattern(5000))).toBe(5000);
    expect(write(writer, pattern(100000))).toBe(57344);
    expect(pipe.unread).toBe(62444);
    expect(write(writer, pattern(1))).toBe(WOULD_BLOCK);
    expect(writer.poll()).toBe(0);
    read(reader, 100);
    expect(write(writer, pattern(1))).toBe(WOULD_BLOCK);
    read(reader, 4096);
    expect(writer.poll()).toBe(POLLOUT | POLLWRNORM);
    expect(write(writer, pattern(1))).toBe(1);
  });

  it("wakes pollers of the reading end for every write, its sleepers only from empty", () => {
    const { pipe, reader, writer } = newPipe(O_NONBLOCK);
    let woken = 0;
    pipe.readWait.add(
      new WaitEntry((mask) => {
        woken += mask & POLLIN;
        return true;
      }),
    );
    write(writer, pattern(1));
    write(writer, pattern(1));
    expect(woken).toBe(1);
    reader.poll();
    write(writer, pattern(1));
    expect(woken).toBe(2);
  });

  it("keeps packets apart under O_DIRECT and drops what a short read leaves", () => {
    const { reader, writer } = newPipe(O_DIRECT);
    write(writer, pattern(10));
    write(writer, pattern(3));
    expect(read(reader, 4)).toEqual(pattern(4));
    expect(read(reader, 100)).toEqual(pattern(3));
  });

  it("answers EPIPE with SIGPIPE, and polls ERR, when nobody can read", () => {
    const { reader, writer } = newPipe();
    reader.release();
    expect(writer.poll()).toBe(POLLOUT | POLLWRNORM | POLLERR);
    expect(write(writer, pattern(0))).toBe(0);
    caller.raised.length = 0;
    expect(caught(() => write(writer, pattern(1)))).toBe(EPIPE);
    expect(caller.raised).toEqual([SIGPIPE]);
  });

  it("resizes to powers of two pages, never below what is used", () => {
    const { pipe, reader, writer } = newPipe(O_NONBLOCK);
    expect(pipe.resize(0, false)).toBe(4096);
    expect(pipe.resize(5000, false)).toBe(8192);
    expect(caught(() => pipe.resize(2 ** 21, false))).toBe(EPERM);
    write(writer, pattern(8192));
    expect(caught(() => pipe.resize(4096, false))).toBe(EBUSY);
    expect(pipe.resize(65536, false)).toBe(65536);
    expect(read(reader, 9000)).toEqual(pattern(8192));
  });
});

describe("blocking on a pipe", () => {
  const drive = function* (result: number | Errno | Blocking<number>): Blocking<number> {
    if (result instanceof Errno) throw result;
    return typeof result === "number" ? result : yield* result;
  };

  it("writes a long buffer piecewise while a reader drains it", () => {
    const { reader, writer } = newPipe();
    const [a, b] = [world.caller(), world.caller()];
    const out = new KernelBuffer(new Uint8Array(300_000));
    let wrote = 0;
    a.start(
      (function* () {
        wrote = yield* drive(
          writeTo(a as unknown as Task, writer, new KernelBuffer(pattern(300_000)), { reason: "pipe_write" }),
        );
      })(),
    );
    b.start(
      (function* () {
        while (out.remaining > 0) yield* drive(readFrom(b as unknown as Task, reader, out, { reason: "pipe_read" }));
      })(),
    );
    world.run();
    expect(wrote).toBe(300_000);
    expect(out.filled).toEqual(pattern(300_000));
  });

  it("hands data from one sleeping reader on to the next", () => {
    const { reader, writer } = newPipe();
    const got: number[] = [];
    for (let i = 0; i < 3; i++) {
      const thread = world.caller();
      thread.start(
        (function* () {
          const sink = new KernelBuffer(new Uint8Array(1));
          yield* drive(readFrom(thread as unknown as Task, reader, sink, { reason: "pipe_read" }));
          got.push(sink.filled[0] ?? -1);
        })(),
      );
    }
    const last = world.caller();
    last.start(
      (function* () {
        yield* last.yieldProcessor();
        write(writer, pattern(3));
      })(),
    );
    world.run();
    expect(got).toEqual([0, 1, 2]);
  });

  it("is EAGAIN on a non-blocking end", () => {
    const { reader } = newPipe(O_NONBLOCK);
    const sink = new KernelBuffer(new Uint8Array(1));
    expect(caught(() => readFrom(caller as unknown as Task, reader, sink, { reason: "" }))).toBe(EAGAIN);
  });
});

describe("Fifo", () => {
  it("opens both sides when they have met", () => {
    const fifo = new Fifo();
    const opened: string[] = [];
    for (const [name, flags] of [
      ["reader", O_RDONLY],
      ["writer", O_WRONLY],
    ] as const) {
      const thread = world.caller();
      thread.start(
        (function* () {
          const file = fifo.open(thread, flags, identity);
          if (file instanceof PipeEnd) opened.push(name);
          else {
            yield* file;
            opened.push(`${name} slept`);
          }
        })(),
      );
    }
    world.run();
    expect(opened).toEqual(["writer", "reader slept"]);
  });

  it("with O_NONBLOCK: a writer alone is ENXIO, a reader alone opens and hangs up only after a writer went", () => {
    const fifo = new Fifo();
    expect(caught(() => fifo.open(caller, O_WRONLY | O_NONBLOCK, identity))).toBe(ENXIO);
    const reader = fifo.open(caller, O_RDONLY | O_NONBLOCK, identity) as PipeEnd;
    expect(reader.poll()).toBe(0);
    const writer = fifo.open(caller, O_WRONLY, identity) as PipeEnd;
    expect(reader.poll()).toBe(0);
    writer.release();
    expect(reader.poll()).toBe(POLLHUP);
    const both = fifo.open(caller, O_RDWR, identity) as PipeEnd;
    expect(both.poll()).toBe(POLLOUT | POLLWRNORM);
  });
});
