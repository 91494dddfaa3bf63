import { createHash } from "node:crypto";
import { rm } from "node:fs/promises";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { expect, test } from "vitest";
import { discoverPrograms, withRoots } from "./discover.ts";
import { fetchPackage, type Package, readLock } from "./packages.ts";

test("every program has a header, and every package of its suite is locked", async () => {
  const [found, lock] = await Promise.all([discoverPrograms(), readLock()]);
  const locked = new Set(lock.packages.map(({ name }) => name));
  expect(found.filter(({ broken }) => broken !== null).map(({ contract }) => contract.name)).toEqual([]);
  expect(found.flatMap(({ packages }) => packages.filter((name) => !locked.has(name)))).toEqual([]);
  expect(found.filter(({ contract }) => contract.category === "busybox").length).toBeGreaterThanOrEqual(100);
});

test("a program whose packages cannot be had is absent, with the reason", async () => {
  const [program] = await discoverPrograms();
  if (program === undefined) throw new Error("no program");
  const [absent] = await withRoots([{ ...program, packages: ["no-such-package"] }]);
  expect(absent?.absent).toBe("the package no-such-package is not in programs/packages.lock.json");
});

test("a package is taken from a mirror, and refused when it is another file than the lock names", async () => {
  const content = Buffer.from("not really a package");
  const server = createServer((_, response) => response.end(content)).listen(0, "127.0.0.1");
  await new Promise((resolve) => server.once("listening", resolve));
  const mirror = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const lock = { snapshot: "20260101T000000Z", packages: [] };
  const wanted = (sha256: string): Package => ({
    name: "no-package-of-that-name",
    version: "0",
    file: `debian/pool/main/n/no-package-${process.pid}.deb`,
    sha256,
  });
  try {
    const wrong = fetchPackage(lock, wanted("0".repeat(64)), undefined, [mirror]);
    await expect(wrong).rejects.toThrow("another file than the lock names");
    const right = createHash("sha256").update(content).digest("hex");
    const file = await fetchPackage(lock, wanted(right), undefined, [mirror]);
    expect(file).toMatch(/no-package-\d+\.deb$/);
    await rm(file);
  } finally {
    server.close();
  }
});
