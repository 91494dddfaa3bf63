import { expect, it } from "vitest";
import { POLLIN } from "../abi/poll.ts";
import { CLOCK_MONOTONIC } from "../abi/time.ts";
import { FakeWorld } from "../core/testing/fake-caller.ts";
import { WaitEntry } from "../core/wait-queue.ts";
import { KernelBuffer } from "../memory/io.ts";
import { WOULD_BLOCK } from "./open-file.ts";
import { TimerFile } from "./timerfd.ts";

const world = new FakeWorld();
const { clock } = world;
const caller = world.caller();

const read = (timer: TimerFile): number | symbol => {
  const buffer = new KernelBuffer(new Uint8Array(8));
  return timer.read(caller, buffer) === WOULD_BLOCK ? WOULD_BLOCK : (buffer.filled[0] ?? -1);
};
const pass = (nanoseconds: number): void => {
  clock.advance(nanoseconds);
  clock.runExpired();
};

it("counts expirations, wakes at the first and is wound on by whoever looks", () => {
  const timer = new TimerFile(CLOCK_MONOTONIC, clock, 0);
  let woken = 0;
  timer.waitQueues[0]?.add(new WaitEntry(() => ++woken > 0));
  timer.set(clock.now + 10, 100);
  expect([read(timer), timer.poll()]).toEqual([WOULD_BLOCK, 0]);
  pass(255);
  expect([timer.poll(), woken]).toEqual([POLLIN, 1]);
  expect(timer.setting).toEqual({ value: 55, interval: 100 });
  expect(read(timer)).toBe(3);
  expect(read(timer)).toBe(WOULD_BLOCK);
  pass(55);
  expect([read(timer), woken]).toEqual([1, 2]);
});

it("forgets unread expirations when it is set, and answers the old setting", () => {
  const timer = new TimerFile(CLOCK_MONOTONIC, clock, 0);
  timer.set(clock.now + 10, 0);
  pass(4);
  expect(timer.set(clock.now + 10, 0)).toEqual({ value: 6, interval: 0 });
  pass(10);
  expect(timer.set(null, 0)).toEqual({ value: 0, interval: 0 });
  expect(read(timer)).toBe(WOULD_BLOCK);
  pass(100);
  expect(timer.poll()).toBe(0);
});
