import { expect, test } from "vitest";
import { O_CREAT, O_RDWR, SEEK_DATA, SEEK_HOLE } from "../../abi/open.ts";
import { KernelBuffer } from "../../memory/io.ts";
import { chmod, chown, setTimes } from "../attributes.ts";
import { DirectoryFile } from "../directory-file.ts";
import { link, mkdir, mknod, symlink, unlink } from "../modify.ts";
import { errorOf, FsWorld } from "../testing.ts";
import { RegularFile, type RegularInode } from "./regular.ts";

const directory = (w: FsWorld, text: string): DirectoryFile => {
  const file = w.open(text);
  if (!(file instanceof DirectoryFile)) throw new Error("no directory");
  return file;
};

/** Up to `count` names from where the listing stands. */
const take = (w: FsWorld, file: DirectoryFile, count: number): string[] => {
  const names: string[] = [];
  file.list(w.caller, (name) => {
    if (names.length === count) return false;
    names.push(name);
    return true;
  });
  return names;
};

test("a listing resumes where it stopped although names come and go", () => {
  const w = new FsWorld();
  for (const name of "abcdefgh") w.write(name, "").release();
  const file = directory(w, ".");
  expect(take(w, file, 4)).toEqual([".", "..", "h", "g"]);
  const position = file.offset;
  unlink(w.caller, w.cwd, "f");
  unlink(w.caller, w.cwd, "h");
  w.write("new", "").release();
  expect(take(w, file, 2)).toEqual(["e", "d"]);
  file.seek(w.caller, position, 0);
  expect(take(w, file, 99)).toEqual(["e", "d", "c", "b", "a"]);
  expect(take(w, file, 99)).toEqual([]);
  file.seek(w.caller, 0, 0);
  expect(take(w, file, 3)).toEqual([".", "..", "new"]);
});

test("data lives until the last name and the last open file are gone, and then its frames are free", () => {
  const w = new FsWorld();
  const before = w.physical.used;
  const file = w.write("f", "x".repeat(10_000));
  link(w.caller, w.path("f"), w.cwd, "g");
  expect(w.physical.used).toBe(before + 3);
  unlink(w.caller, w.cwd, "f");
  expect(file.inode.nlink).toBe(1);
  unlink(w.caller, w.cwd, "g");
  expect(file.inode.nlink).toBe(0);
  expect(w.physical.used).toBe(before + 3);
  file.release();
  expect(w.physical.used).toBe(before);
});

test("sparse files: holes cost nothing, read as zeros and are found", () => {
  const w = new FsWorld();
  const file = w.write("f", "end", 2 ** 40);
  expect([file.inode.size, file.inode.blocks]).toEqual([2 ** 40 + 3, 8]);
  const sink = new KernelBuffer(new Uint8Array(4).fill(7));
  expect(file.readAt(w.caller, sink, 5000)).toBe(4);
  expect([...sink.filled]).toEqual([0, 0, 0, 0]);
  expect(file.seek(w.caller, 0, SEEK_DATA)).toBe(2 ** 40);
  expect(file.seek(w.caller, 2 ** 40, SEEK_HOLE)).toBe(2 ** 40 + 3);
  expect(errorOf(() => file.seek(w.caller, 2 ** 41, SEEK_DATA))).toBe("ENXIO");
});

test("truncation zeroes what lies beyond, and tells the mappings", () => {
  const w = new FsWorld();
  const file = w.write("f", "abcdef");
  if (!(file instanceof RegularFile)) throw new Error("no regular file");
  const told: [number, number, boolean][] = [];
  file.regular.pages.mappings.add({ dropFilePages: (_set, first, end, copies) => told.push([first, end, copies]) });
  file.inode.truncate(w.caller, 3);
  file.inode.truncate(w.caller, 6);
  expect(w.read("f")).toBe("abc\0\0\0");
  expect(told).toEqual([[1, Number.POSITIVE_INFINITY, true]]);
});

test("mapped pages are the file's own", () => {
  const w = new FsWorld();
  const file = w.write("f", "abc");
  const pages = file.mappable();
  const frame = pages.page(0, true) ?? -1;
  w.physical.u8[frame * 4096 + 1] = 0x58;
  expect(w.read("f")).toBe("aXc");
  expect(pages.page(1, false)).toBe(null);
});

test("a full file system is ENOSPC, a short count before it; what is freed can be used again", () => {
  const w = new FsWorld();
  const file = w.open("big", O_CREAT | O_RDWR);
  const inode = file.inode as RegularInode;
  const { maxBlocks } = inode.superblock;
  const left = inode.superblock.space().free;
  expect(left).toBeLessThan(maxBlocks);
  w.physical.limit = Number.MAX_SAFE_INTEGER;
  expect(errorOf(() => inode.allocate(w.caller, 0, 0, (maxBlocks + 1) * 4096))).toBe("ENOSPC");
  expect(inode.superblock.space().free).toBe(left);
});

test("long links take a page, short ones none; empty ones are ENOENT and over a page ENAMETOOLONG", () => {
  const w = new FsWorld();
  const make = (length: number): string => errorOf(() => symlink(w.caller, "x".repeat(length), w.cwd, `l${length}`));
  expect([make(0), make(127), make(128), make(4095), make(4096)]).toEqual(["ENOENT", "", "", "", "ENAMETOOLONG"]);
  expect(w.path("l127", false).inode.blocks).toBe(0);
  expect(w.path("l128", false).inode.blocks).toBe(8);
  expect(w.path("l4095", false).inode.readLink(w.caller).length).toBe(4095);
});

test("only id 0 exists: other owners are EINVAL, devices EPERM, FIFOs fine", () => {
  const w = new FsWorld();
  w.write("f", "").release();
  expect(errorOf(() => chown(w.caller, w.path("f"), 1, 0xffff_ffff))).toBe("EINVAL");
  expect(errorOf(() => chown(w.caller, w.path("f"), 0, 0))).toBe("");
  expect(errorOf(() => mknod(w.caller, w.cwd, "dev", 0o020666, 0x103))).toBe("EPERM");
  expect(errorOf(() => mknod(w.caller, w.cwd, "fifo", 0o010666, 0))).toBe("");
  expect(errorOf(() => chmod(w.caller, w.path("/dev/null"), 0o600))).toBe("EPERM");
});

test("set-group-id directories hand their group and bit on; sticky ones keep others' names", () => {
  const w = new FsWorld();
  mkdir(w.caller, w.cwd, "d", 0o777);
  w.path("d").inode.mode |= 0o2022;
  w.path("d").inode.gid = 7;
  mkdir(w.caller, w.cwd, "d/sub", 0o755);
  const sub = w.path("d/sub").inode;
  expect([sub.gid, sub.mode & 0o7000]).toEqual([7, 0o2000]);
  w.write("sticky", "").release();
  w.become(1000);
  expect(errorOf(() => unlink(w.caller, w.cwd, "sticky"))).toBe("EPERM");
});

test("times: what a write, a read and utimensat move", () => {
  const w = new FsWorld();
  const { clock } = w.time;
  const file = w.write("f", "abc");
  const { inode } = file;
  clock.advance(1000);
  w.read("f");
  expect([inode.atime.nsec, inode.mtime.nsec]).toEqual([1000, 0]);
  clock.advance(1000);
  w.read("f");
  expect(inode.atime.nsec).toBe(1000);
  file.writeAt(w.caller, new KernelBuffer(new Uint8Array(1)), 0);
  expect([inode.mtime.nsec, inode.ctime.nsec]).toEqual([2000, 2000]);
  clock.advance(1000);
  setTimes(w.caller, w.path("f"), "omit", { sec: 5, nsec: 6 });
  expect([inode.atime.nsec, inode.mtime, inode.ctime.nsec]).toEqual([1000, { sec: 5, nsec: 6 }, 3000]);
});
