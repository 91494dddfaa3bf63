import { expect, test } from "vitest";
import { POLLIN } from "../abi/poll.ts";
import { ECHO, ICANON, IXON } from "../abi/termios.ts";
import { FakeWorld } from "../core/testing/fake-caller.ts";
import { WaitEntry } from "../core/wait-queue.ts";
import type { ReadChunk } from "./input-queue.ts";
import type { Sessions } from "./sessions.ts";
import { Tty } from "./tty.ts";

const nobody: Sessions = {
  members: () => [],
  signal: () => {},
  signalGroup: () => {},
  isOrphaned: () => false,
  sessionOf: () => null,
  hold: () => {},
  letGo: () => {},
};

const newPair = () => {
  const { clock, scheduler } = new FakeWorld();
  const world = { ...Tty.pair({ clock, scheduler, sessions: nobody }, 0, () => {}), scheduler };
  const run = () => scheduler.run(() => scheduler.runnable === 0);
  return { ...world, run };
};

const bytes = (text: string) => Uint8Array.from(text, (c) => c.charCodeAt(0));

const type = (tty: Tty, text: string) => tty.send(bytes(text), 0, text.length);

const read = (tty: Tty, limit = 64): string => {
  const chunk: ReadChunk = { buffer: new Uint8Array(limit), used: 0, limit };
  if (tty.input.readsLines) tty.input.queue.copyLine(chunk);
  else tty.input.queue.copyBytes(chunk);
  tty.afterRead();
  return String.fromCharCode(...chunk.buffer.subarray(0, chunk.used));
};

test("what is typed arrives when the worker has its turn, and its echo comes back", () => {
  const { master, slave, run } = newPair();
  expect(type(master, "one\ntwo")).toBe(7);
  expect(slave.input.hasInput()).toBe(false);
  run();
  expect(read(slave)).toBe("one\n");
  expect(slave.hasInput()).toBe(false);
  expect(master.hasInput()).toBe(true);
  expect(read(master)).toBe("one\r\ntwo");
});

test("who looks fetches what is on its way", () => {
  const { master, slave } = newPair();
  type(master, "line\n");
  expect(slave.hasInput()).toBe(true);
});

test("both ends take some kilobytes, and go on once they were read", () => {
  const { master, slave } = newPair();
  slave.changeTermios({ ...slave.termios, lflag: slave.termios.lflag & ~(ICANON | ECHO), iflag: 0 });
  let sent = 0;
  for (let count = -1; count !== 0; sent += count) {
    count = type(master, "x".repeat(Math.min(master.room, 1000)));
    slave.hasInput();
  }
  expect(sent).toBeGreaterThan(8192);
  let got = 0;
  while (slave.hasInput()) got += read(slave).length;
  expect(got).toBe(sent);
  expect(master.room).toBeGreaterThan(0);
});

test("a stopped end sends nothing, and wakes its writers when it starts", () => {
  const { master, slave } = newPair();
  let woken = 0;
  slave.writeWait.add(new WaitEntry(() => ++woken > 0));
  type(master, "\x13");
  slave.hasInput();
  expect(slave.room).toBe(0);
  expect(slave.send(bytes("x"), 0, 1)).toBe(0);
  type(master, "\x11");
  slave.hasInput();
  expect(slave.room).toBeGreaterThan(0);
  expect(woken).toBe(1);
});

test("readers are woken for each line", () => {
  const { master, slave, run } = newPair();
  let woken = 0;
  slave.readWait.add(new WaitEntry((mask) => (mask & POLLIN) !== 0 && ++woken > 0));
  type(master, "a\nb\nc");
  run();
  expect(woken).toBe(2);
});

test("a master in packet mode is told of its slave's settings", () => {
  const { master, slave } = newPair();
  master.isPacket = true;
  slave.changeTermios({ ...slave.termios, iflag: slave.termios.iflag & ~IXON });
  expect(slave.packetStatus).toBe(16);
});
