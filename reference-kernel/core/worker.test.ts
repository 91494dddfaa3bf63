import { expect, test } from "vitest";
import { FakeWorld } from "./testing/fake-caller.ts";
import { Worker } from "./worker.ts";

const newWorker = () => {
  const { clock, scheduler } = new FakeWorld();
  const done: string[] = [];
  const worker = new Worker(scheduler, clock);
  const run = () => scheduler.run(() => false);
  return { worker, done, run, put: (name: string) => worker.queue(() => done.push(name)) };
};

test("does what was put off in order, and is idle then", () => {
  const { done, run, put } = newWorker();
  put("a");
  put("b");
  expect(done).toEqual([]);
  expect(run()).toBe("deadlock");
  expect(done).toEqual(["a", "b"]);
  put("c");
  run();
  expect(done).toEqual(["a", "b", "c"]);
});

test("a flush does it at once, and only once", () => {
  const { worker, done, run, put } = newWorker();
  put("a");
  worker.flush();
  expect(done).toEqual(["a"]);
  run();
  expect(done).toEqual(["a"]);
});
