import { expect, test } from "vitest";
import { WaitEntry, WaitQueue } from "./wait-queue.ts";

const waiter = (log: string[], name: string, exclusive = false, takes = true): WaitEntry =>
  new WaitEntry(() => {
    log.push(name);
    return takes;
  }, exclusive);

test("waiters that are not exclusive hear of every event, the latest first; of the exclusive ones the first alone", () => {
  const log: string[] = [];
  const queue = new WaitQueue();
  queue.add(waiter(log, "x1", true));
  queue.add(waiter(log, "a"));
  queue.add(waiter(log, "x2", true));
  queue.add(waiter(log, "b"));
  expect(queue.wake()).toBe(3);
  expect(log).toEqual(["b", "a", "x1"]);
});

test("an exclusive waiter that does not take the event passes it on", () => {
  const log: string[] = [];
  const queue = new WaitQueue();
  queue.add(waiter(log, "x1", true, false));
  queue.add(waiter(log, "x2", true));
  queue.add(waiter(log, "x3", true));
  expect(queue.wake()).toBe(1);
  expect(log).toEqual(["x1", "x2"]);
  expect(queue.wakeAll()).toBe(2);
});

test("a waiter may leave while it is woken", () => {
  const log: string[] = [];
  const queue = new WaitQueue();
  const leaving = new WaitEntry(() => {
    leaving.remove();
    log.push("left");
    return true;
  });
  queue.add(waiter(log, "stays"));
  queue.add(leaving);
  queue.wake();
  queue.wake();
  expect(log).toEqual(["left", "stays", "stays"]);
  expect(leaving.isQueued).toBe(false);
});
