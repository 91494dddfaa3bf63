import { expect, test } from "vitest";
import { O_CREAT, O_DIRECTORY, O_EXCL, O_NOFOLLOW, O_PATH, O_RDWR, O_TRUNC, O_WRONLY } from "../abi/open.ts";
import { mkdir, rmdir, symlink } from "./modify.ts";
import { pathText } from "./mount.ts";
import { errorOf, FsWorld } from "./testing.ts";
import { RESOLVE, Walk } from "./walk.ts";

const world = (): FsWorld => {
  const made = new FsWorld();
  mkdir(made.caller, made.cwd, "dir", 0o755);
  mkdir(made.caller, made.cwd, "dir/sub", 0o755);
  made.write("dir/file", "content").release();
  symlink(made.caller, "dir", made.cwd, "todir");
  symlink(made.caller, "dir/file", made.cwd, "tofile");
  symlink(made.caller, "nowhere", made.cwd, "dangling");
  return made;
};

test.each([
  ["/", "/"],
  ["//tmp///dir//", "/tmp/dir"],
  ["dir/./sub/../file", "/tmp/dir/file"],
  ["../../../tmp", "/tmp"],
  ["todir", "/tmp/dir"],
  ["todir/sub/", "/tmp/dir/sub"],
  ["tofile", "/tmp/dir/file"],
  ["todir/..", "/tmp"],
  ["/dev/null", "/dev/null"],
  ["/dev/null/", "ENOTDIR"],
  ["/dev/../dev/zero", "/dev/zero"],
  ["", "ENOENT"],
  ["nope", "ENOENT"],
  ["nope/..", "ENOENT"],
  ["dir/file/", "ENOTDIR"],
  ["dir/file/.", "ENOTDIR"],
  ["tofile/", "ENOTDIR"],
  ["dangling", "ENOENT"],
  [`${"n".repeat(255)}`, "ENOENT"],
  [`${"n".repeat(256)}`, "ENAMETOOLONG"],
])("%s leads to %s", (text, expected) => {
  const w = world();
  let answer = "";
  const error = errorOf(() => {
    answer = pathText(w.path(text), w.caller.fs.root);
  });
  expect(error === "" ? answer : error).toBe(expected);
});

test("a chain of 40 links is followed, of 41 is ELOOP; a loop is ELOOP", () => {
  const w = world();
  symlink(w.caller, "dir", w.cwd, "l1");
  for (let i = 2; i <= 41; i++) symlink(w.caller, `l${i - 1}`, w.cwd, `l${i}`);
  expect(w.path("l40").dentry.name).toBe("dir");
  expect(errorOf(() => w.path("l41"))).toBe("ELOOP");
  symlink(w.caller, "loop/x", w.cwd, "loop");
  expect(errorOf(() => w.path("loop"))).toBe("ELOOP");
});

test("search permission counts on every directory of the way, and the last name is not looked at without it", () => {
  const w = world();
  w.path("dir").inode.mode = 0o040600;
  w.become(1000);
  expect(errorOf(() => w.path("dir/file"))).toBe("EACCES");
  expect(errorOf(() => w.path("dir/nope"))).toBe("EACCES");
  expect(errorOf(() => w.path("dir"))).toBe("");
});

test.each([
  ["tofile", O_NOFOLLOW, "ELOOP"],
  ["tofile", O_NOFOLLOW | O_DIRECTORY, "ENOTDIR"],
  ["tofile", O_NOFOLLOW | O_PATH, ""],
  ["todir/", O_NOFOLLOW, ""],
  ["dir", O_WRONLY, "EISDIR"],
  ["dir", O_CREAT, "EISDIR"],
  ["..", O_CREAT | O_EXCL, "EEXIST"],
  ["new/", O_CREAT, "EISDIR"],
  ["dangling", O_CREAT | O_EXCL, "EEXIST"],
  ["dangling", O_CREAT, ""],
  ["dir/file", O_CREAT | O_EXCL, "EEXIST"],
  ["dir/file", O_DIRECTORY, "ENOTDIR"],
  ["new", O_CREAT | O_DIRECTORY, "EINVAL"],
  ["dir/file/x", O_CREAT, "ENOTDIR"],
  ["/dev/tty", O_RDWR, "ENXIO"],
  ["dir/file", O_RDWR | O_TRUNC, ""],
])("open %s with flags %i: %s", (text, flags, expected) => {
  const w = world();
  expect(errorOf(() => w.open(text, flags))).toBe(expected);
});

test("a removed directory takes no new names and has no way down, but still a way up", () => {
  const w = world();
  w.caller.fs.cwd = w.path("dir/sub");
  rmdir(w.caller, w.path(".."), "sub");
  expect(errorOf(() => w.open("x", O_CREAT))).toBe("ENOENT");
  expect(errorOf(() => w.list("."))).toBe("ENOENT");
  expect(w.path("..").dentry.name).toBe("dir");
  expect(pathText(w.cwd, w.caller.fs.root)).toBe("/tmp/dir/sub (deleted)");
});

test("RESOLVE_* of openat2", () => {
  const w = world();
  symlink(w.caller, "/tmp/dir", w.cwd, "absolute");
  const walk = (text: string, resolve: number): string =>
    errorOf(() => new Walk(w.caller, w.cwd, resolve).toEnd(text, true));
  expect(walk("dir/..", RESOLVE.beneath)).toBe("");
  expect(walk("dir/../..", RESOLVE.beneath)).toBe("EXDEV");
  expect(walk("/tmp", RESOLVE.beneath)).toBe("EXDEV");
  expect(walk("absolute", RESOLVE.beneath)).toBe("EXDEV");
  expect(walk("../../dir", RESOLVE.inRoot)).toBe("");
  expect(walk("absolute", RESOLVE.inRoot)).toBe("ENOENT");
  expect(walk("todir", RESOLVE.noSymlinks)).toBe("ELOOP");
  expect(walk("/dev/null", RESOLVE.noXdev)).toBe("EXDEV");
});

test("chroot keeps `..` inside", () => {
  const w = world();
  w.caller.fs.root = w.path("dir");
  w.caller.fs.cwd = w.caller.fs.root;
  expect(w.path("/../..").dentry.name).toBe("dir");
  expect(w.path("/sub/../../file").dentry.name).toBe("file");
});
