import { expect, test } from "vitest";
import { O_CREAT, O_WRONLY } from "../abi/open.ts";
import { mkdir, unlink } from "../fs/modify.ts";
import { IN } from "../fs/notify.ts";
import { rename } from "../fs/rename.ts";
import { FsWorld } from "../fs/testing.ts";
import { KernelBuffer } from "../memory/io.ts";
import { InotifyFile, inotifyEvent, MAX_QUEUED_EVENTS } from "./inotify.ts";

const all = { mask: IN.allEvents, excludesUnlinked: false, isOneShot: false, adds: false, creates: false };

/** Events in the queue: watch, mask, name. */
const events = (w: FsWorld, file: InotifyFile): [number, number, string][] => {
  const sink = new KernelBuffer(new Uint8Array(1 << 21));
  if (typeof file.read(w.caller, sink) !== "number") return [];
  const bytes = sink.filled;
  const view = new DataView(bytes.buffer);
  const found: [number, number, string][] = [];
  for (let at = 0; at < bytes.length; ) {
    const { wd, mask, len } = inotifyEvent.read(view, at);
    const name = String.fromCharCode(...bytes.subarray(at + inotifyEvent.size, at + inotifyEvent.size + len));
    found.push([wd, mask, name.replace(/\0+$/, "")]);
    at += inotifyEvent.size + len;
  }
  return found;
};

test("a directory hears of its children, a file of itself; equal events in a row are one", () => {
  const w = new FsWorld();
  mkdir(w.caller, w.cwd, "d", 0o755);
  const notify = new InotifyFile(0);
  expect(notify.watch(w.path("d").inode, all)).toBe(1);
  const file = w.open("d/f", O_CREAT | O_WRONLY);
  file.write(w.caller, new KernelBuffer(new Uint8Array(1)));
  file.write(w.caller, new KernelBuffer(new Uint8Array(1)));
  expect(events(w, notify)).toEqual([
    [1, IN.create, "f"],
    [1, IN.open, "f"],
    [1, IN.modify, "f"],
  ]);
  expect(notify.watch(file.inode, all)).toBe(2);
  unlink(w.caller, w.cwd, "d/f");
  file.release();
  expect(events(w, notify)).toEqual([
    [2, IN.attrib, ""],
    [1, IN.delete, "f"],
    [1, IN.closeWrite, "f"],
    [2, IN.closeWrite, ""],
    [2, IN.deleteSelf, ""],
    [2, IN.ignored, ""],
  ]);
});

test("the two events of a rename share a cookie, and a one-shot watch ends after one", () => {
  const w = new FsWorld();
  w.write("a", "").release();
  const notify = new InotifyFile(0);
  notify.watch(w.cwd.inode, all);
  rename(w.caller, w.cwd, "a", () => w.cwd, "b", 0);
  expect(events(w, notify).map(([, mask]) => mask)).toEqual([IN.movedFrom, IN.movedTo]);
  notify.watch(w.path("b").inode, { ...all, isOneShot: true });
  w.open("b").release();
  expect(events(w, notify).filter(([wd]) => wd === 2)).toEqual([
    [2, IN.open, ""],
    [2, IN.ignored, ""],
  ]);
});

test("a full queue says so once", () => {
  const notify = new InotifyFile(0);
  for (let i = 0; i < MAX_QUEUED_EVENTS + 10; i++) notify.add({ wd: 1, mask: IN.open, cookie: 0, name: `${i}` });
  const found = events(new FsWorld(), notify);
  expect(found.length).toBe(MAX_QUEUED_EVENTS + 1);
  expect(found.at(-1)).toEqual([-1, IN.overflow, ""]);
});
