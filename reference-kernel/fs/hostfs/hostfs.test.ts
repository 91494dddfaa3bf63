import { expect, test } from "vitest";
import { mkdir, unlink } from "../modify.ts";
import { rename } from "../rename.ts";
import { errorOf, FsWorld } from "../testing.ts";
import type { HostFolder, HostStat } from "./host-folder.ts";

/** A folder of the host as a table of contents; null is a directory. */
class TableFolder implements HostFolder {
  readonly #entries: ReadonlyMap<string, string | null>;
  readonly asked: string[] = [];

  constructor(entries: Record<string, string | null>) {
    this.#entries = new Map([["", null], ...Object.entries(entries)]);
  }

  stat(path: string): HostStat | null {
    const entry = this.#entries.get(path);
    if (entry === undefined) return null;
    const mode = entry === null ? 0o040755 : 0o100644;
    return {
      mode,
      size: entry?.length ?? 0,
      blocks: 16,
      nlink: 1,
      rdev: 0,
      mtime: { sec: 9, nsec: 8 },
      identity: path,
    };
  }

  list(path: string): readonly string[] {
    const prefix = path === "" ? "" : `${path}/`;
    return [...this.#entries.keys()]
      .filter((name) => name !== "" && name.startsWith(prefix) && !name.slice(prefix.length).includes("/"))
      .map((name) => name.slice(prefix.length));
  }

  readLink(): string {
    return "";
  }

  read(path: string, offset: number, target: Uint8Array): void {
    this.asked.push(path);
    const content = this.#entries.get(path) ?? "";
    for (let i = 0; i < target.length; i++) target[i] = content.charCodeAt(offset + i);
  }
}

test("names and pages are found on demand; what is written or removed changes here alone", () => {
  const folder = new TableFolder({ etc: null, "etc/a": "hello", "etc/b": "there" });
  const w = new FsWorld(folder);
  expect(folder.asked).toEqual([]);
  const { inode } = w.path("/etc/a");
  expect(inode.blocks).toBe(16);
  expect(w.read("/etc/a")).toBe("hello");
  expect(inode.blocks).toBe(16);
  expect(folder.asked).toEqual(["etc/a"]);
  w.write("/etc/a", "J").release();
  expect(w.read("/etc/a")).toBe("Jello");
  // What was looked up before the first listing comes last.
  expect(w.list("/etc")).toEqual([".", "..", "b", "a"]);
  unlink(w.caller, w.start("/"), "/etc/b");
  expect(w.list("/etc")).toEqual([".", "..", "a"]);
  expect(errorOf(() => w.path("/etc/b"))).toBe("ENOENT");
  w.write("/etc/b", "new").release();
  expect(w.read("/etc/b")).toBe("new");
});

test("a moved directory keeps what it has on the host; a new one has nothing", () => {
  const w = new FsWorld(new TableFolder({ etc: null, "etc/a": "hello" }));
  rename(w.caller, w.start("/"), "/etc", () => w.start("/"), "/moved", 0);
  expect(w.read("/moved/a")).toBe("hello");
  mkdir(w.caller, w.start("/"), "/etc", 0o755);
  expect(w.list("/etc")).toEqual([".", ".."]);
  expect(errorOf(() => w.path("/etc/a"))).toBe("ENOENT");
});

test("truncation forgets the host's bytes for good", () => {
  const w = new FsWorld(new TableFolder({ a: "hello" }));
  const { inode } = w.path("/a");
  inode.truncate(w.caller, 2);
  inode.truncate(w.caller, 5);
  expect(w.read("/a")).toBe("he\0\0\0");
});
