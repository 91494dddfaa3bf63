import { expect, test } from "vitest";
import type { Credentials } from "./caller.ts";
import { capableIn, type IdExtent, NO_ID, OVERFLOW_ID, UserNamespace } from "./user-namespace.ts";

const extent = (inside: number, kernel: number, count: number): IdExtent => ({
  inside,
  outside: kernel,
  kernel,
  count,
});

const outermost = UserNamespace.outermost({
  isInitial: false,
  hasUid: () => true,
  hasGid: () => true,
  allowsSetgroups: true,
  extents: [extent(0, 0, 65536)],
});

const credentials = (userNs: UserNamespace, euid: number, effective = 0n): Credentials => ({
  uid: euid,
  gid: 0,
  euid,
  egid: 0,
  suid: euid,
  sgid: 0,
  fsuid: euid,
  fsgid: 0,
  groups: [],
  effective,
  permitted: effective,
  inheritable: 0n,
  bounding: 0n,
  ambient: 0n,
  userNs,
});

test("ids are translated by the extent that holds them", () => {
  const nested = new UserNamespace(outermost, 1, 1000, false);
  expect(nested.uids.toKernel(0)).toBe(NO_ID);
  expect(nested.uids.show(0)).toBe(OVERFLOW_ID);
  nested.uids.extents = [extent(0, 1000, 1), extent(1, 100_000, 10)];
  expect([0, 1, 10, 11].map((id) => nested.uids.toKernel(id))).toEqual([1000, 100_000, 100_009, NO_ID]);
  expect([1000, 100_009, 100_010].map((id) => nested.uids.show(id))).toEqual([0, 10, OVERFLOW_ID]);
});

test("a capability counts in one's own namespace and below, and for the maker of one below", () => {
  const nested = new UserNamespace(outermost, 1, 1000, false);
  const deeper = new UserNamespace(nested, 2, 5, false);
  const beside = new UserNamespace(outermost, 3, 2000, false);
  const all = credentials(nested, 1000, 1n);
  expect([outermost, nested, deeper, beside].map((target) => capableIn(all, target, 0))).toEqual([
    false,
    true,
    true,
    false,
  ]);
  const maker = credentials(outermost, 1000);
  expect([outermost, nested, deeper, beside].map((target) => capableIn(maker, target, 0))).toEqual([
    false,
    true,
    true,
    false,
  ]);
});

test("which namespace lies within which", () => {
  const nested = new UserNamespace(outermost, 1, 0, false);
  expect([nested.isWithin(outermost), nested.isWithin(nested), outermost.isWithin(nested)]).toEqual([
    true,
    true,
    false,
  ]);
});
