import { expect, it } from "vitest";
import { EAGAIN, EBUSY, ENOENT, EOPNOTSUPP } from "../abi/errors.ts";
import { Cgroup } from "./cgroup.ts";
import { CpuControl } from "./cpu.ts";
import { join, leave, makeGroup, release, removeGroup } from "./hierarchy.ts";
import type { CgroupMember } from "./member.ts";
import { checkMayHold, move } from "./migrate.ts";
import { writeSubtreeControl } from "./subtree-control.ts";
import { becomeThreaded, typeOf } from "./types.ts";

class Member implements CgroupMember {
  cgroup: Cgroup;
  isExited = false;
  readonly isGroupLeader = true;
  readonly isAtRest = false;
  readonly tid = 1;

  constructor(group: Cgroup) {
    this.cgroup = group;
    group.pids.chargeFork();
    join(this, group);
  }

  get livingThreads(): readonly CgroupMember[] {
    return this.isExited ? [] : [this];
  }

  get groupLeader(): CgroupMember {
    return this;
  }

  setFreezing(): void {}
  kill(): void {}
}

it("counts who lives below, and who was not waited for", () => {
  const root = new Cgroup("", null);
  const a = makeGroup(root, "a");
  const b = makeGroup(a, "b");
  const member = new Member(b);
  expect([a.isPopulated, a.pids.current, a.descendants]).toEqual([true, 1, 1]);
  expect(() => removeGroup(b)).toThrow(EBUSY);
  leave(member);
  expect([a.isPopulated, a.pids.current]).toEqual([false, 1]);
  release(member);
  removeGroup(b);
  expect([a.pids.current, a.descendants, b.isDead]).toEqual([0, 0, true]);
});

it("tells paths from a root, with what lies outside of it", () => {
  const root = new Cgroup("", null);
  const a = makeGroup(root, "a");
  const b = makeGroup(a, "b");
  const c = makeGroup(root, "c");
  expect([b.pathFrom(root), b.pathFrom(a), b.pathFrom(b), b.pathFrom(c), root.pathFrom(b)]).toEqual([
    "/a/b",
    "/b",
    "/",
    "/../a/b",
    "/../..",
  ]);
});

it("refuses forks beyond a limit above, and not moves", () => {
  const root = new Cgroup("", null);
  const a = makeGroup(root, "a");
  const b = makeGroup(a, "b");
  a.pids.setMax("1");
  const first = new Member(b);
  expect(() => b.pids.chargeFork()).toThrow(EAGAIN);
  expect([b.pids.refusals, a.pids.refusals]).toEqual([1, 0]);
  const other = new Member(root);
  move(other, b, true);
  expect([a.pids.current, other.cgroup, first.cgroup]).toEqual([2, b, b]);
});

it("knows which groups may hold processes", () => {
  const root = new Cgroup("", null);
  const a = makeGroup(root, "a");
  const t = makeGroup(a, "t");
  const d = makeGroup(a, "d");
  expect(() => writeSubtreeControl(a, "+memory")).toThrow(ENOENT);
  becomeThreaded(t, "threaded");
  expect([typeOf(a), typeOf(t), typeOf(d)]).toEqual(["domain threaded", "threaded", "domain invalid"]);
  expect(() => checkMayHold(d)).toThrow(EOPNOTSUPP);
  checkMayHold(t);
  removeGroup(t);
  expect(typeOf(d)).toBe("domain");
});

it("has its quota once in each period", () => {
  const cpu = new CpuControl(null);
  cpu.setMax("2000 10000");
  expect(cpu.left(0)).toBe(2_000_000);
  cpu.charge(1_500_000, 600_000);
  expect(cpu.left(3_000_000)).toBe(-100_000);
  expect(cpu.nextPeriod(3_000_000)).toBe(10_000_000);
  expect(cpu.left(10_000_000)).toBe(1_900_000);
  expect([cpu.periods, cpu.throttledPeriods, cpu.throttledTime]).toEqual([1, 1, 7_000_000]);
});
