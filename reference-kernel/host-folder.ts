/** A folder of the host through node:fs: the one place where a guest's root meets the machine underneath. Only reads. */
import { closeSync, lstatSync, openSync, readdirSync, readlinkSync, readSync } from "node:fs";
import type { HostFolder, HostStat } from "./fs/hostfs/host-folder.ts";

/** Names are bytes to the kernel, whatever their encoding. */
const bytes = (text: string): Buffer => Buffer.from(text, "latin1");

export class NodeHostFolder implements HostFolder {
  readonly #root: Buffer;

  constructor(root: string) {
    this.#root = Buffer.from(root.endsWith("/") ? root : `${root}/`);
  }

  stat(path: string): HostStat | null {
    try {
      const found = lstatSync(this.#at(path), { bigint: true });
      return {
        mode: Number(found.mode),
        size: Number(found.size),
        blocks: Number(found.blocks),
        nlink: Number(found.nlink),
        rdev: Number(found.rdev),
        mtime: { sec: Number(found.mtimeNs / 1_000_000_000n), nsec: Number(found.mtimeNs % 1_000_000_000n) },
        identity: `${found.dev}:${found.ino}`,
      };
    } catch {
      return null;
    }
  }

  list(path: string): readonly string[] {
    try {
      return readdirSync(this.#at(path), { encoding: "buffer" }).map((name) => name.toString("latin1"));
    } catch {
      return [];
    }
  }

  readLink(path: string): string {
    return readlinkSync(this.#at(path), { encoding: "buffer" }).toString("latin1");
  }

  read(path: string, offset: number, target: Uint8Array): void {
    let file: number;
    try {
      file = openSync(this.#at(path), "r");
    } catch {
      return;
    }
    try {
      for (let done = 0; done < target.length; ) {
        const count = readSync(file, target, done, target.length - done, offset + done);
        if (count === 0) break;
        done += count;
      }
    } finally {
      closeSync(file);
    }
  }

  #at(path: string): Buffer {
    return Buffer.concat([this.#root, bytes(path)]);
  }
}
