import { expect, test } from "vitest";
import { Clock } from "./clock.ts";
import { Random } from "./random.ts";

test("timers fire in order of deadline, then of arming, and a jump goes to the next one", () => {
  const clock = new Clock();
  const fired: string[] = [];
  clock.arm(200, () => fired.push("late"));
  clock.arm(100, () => fired.push("first"));
  clock.arm(100, () => fired.push("second"));
  expect(clock.nextDeadline).toBe(100);
  expect(clock.jump()).toBe(true);
  expect([clock.now, ...fired]).toEqual([100, "first", "second"]);
  clock.advance(150);
  clock.runExpired();
  expect([clock.now, ...fired]).toEqual([250, "first", "second", "late"]);
  expect(clock.jump()).toBe(false);
});

test("any timer can be cancelled, whatever the order", () => {
  const clock = new Clock();
  const random = new Random(7);
  const fired: number[] = [];
  const timers = Array.from({ length: 500 }, () => {
    const deadline = random.below(1000);
    return clock.arm(deadline, () => fired.push(deadline));
  });
  const kept = timers.filter((timer) => {
    if (random.below(3) > 0) return true;
    clock.cancel(timer);
    return false;
  });
  while (clock.jump());
  expect(fired).toEqual(kept.map((timer) => timer.deadline).sort((a, b) => a - b));
  expect(timers.every((timer) => !timer.isArmed)).toBe(true);
});

test("real time runs with the monotonic clock", () => {
  const clock = new Clock();
  const before = clock.realtime();
  clock.advance(2_500_000_000);
  const after = clock.realtime();
  expect([after.sec - before.sec, after.nsec - before.nsec]).toEqual([2, 500_000_000]);
});
