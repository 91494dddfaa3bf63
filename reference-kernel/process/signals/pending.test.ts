import { expect, test } from "vitest";
import { bit, SIGCHLD, SIGRTMIN, SIGSEGV, SIGTERM, SIGUSR1 } from "../../abi/signal.ts";
import { PendingSignals } from "./pending.ts";
import { killInfo, type SignalInfo } from "./siginfo.ts";

const queued = (signo: number, value: number): SignalInfo => ({
  kind: "rt",
  signo,
  code: -1,
  pid: 1,
  uid: 0,
  value: BigInt(value),
});

test("a standard signal is kept once, real-time signals queue up in order", () => {
  const pending = new PendingSignals();
  expect(pending.add(killInfo(SIGUSR1, 1, 0))).toBe(true);
  expect(pending.add(killInfo(SIGUSR1, 2, 0))).toBe(false);
  pending.add(queued(SIGRTMIN + 1, 1));
  pending.add(queued(SIGRTMIN + 1, 2));
  pending.add(queued(SIGRTMIN, 3));
  const taken = [];
  for (let info = pending.take(0n); info !== null; info = pending.take(0n)) taken.push(info);
  expect(taken).toEqual([
    killInfo(SIGUSR1, 1, 0),
    queued(SIGRTMIN, 3),
    queued(SIGRTMIN + 1, 1),
    queued(SIGRTMIN + 1, 2),
  ]);
  expect(pending.set).toBe(0n);
});

test("signals of an instruction come first, blocked ones not at all", () => {
  const pending = new PendingSignals();
  for (const signal of [SIGUSR1, SIGTERM, SIGSEGV, SIGCHLD]) pending.add(killInfo(signal, 1, 0));
  expect(pending.take(bit(SIGUSR1))?.signo).toBe(SIGSEGV);
  expect(pending.take(bit(SIGUSR1))?.signo).toBe(SIGTERM);
  pending.forget(bit(SIGCHLD));
  expect(pending.take(bit(SIGUSR1))).toBeNull();
  expect(pending.take(0n)?.signo).toBe(SIGUSR1);
});
