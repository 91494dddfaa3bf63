import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { discover, select } from "./discover.ts";

const headed = "/* Contract: It holds.\n * Source: pipe(7)\n * Covers: pipe2\n */\nint main(void) { return 0; }\n";
let folder: string;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "discover-"));
});

afterEach(() => rm(folder, { recursive: true }));

async function put(files: Record<string, string>): Promise<void> {
  for (const [name, text] of Object.entries(files)) {
    await mkdir(dirname(join(folder, name)), { recursive: true });
    await writeFile(join(folder, name), text);
  }
}

describe("discover", () => {
  it("finds <category>/<name>.c, sorted, and nothing else", async () => {
    await put({
      "fd/b.c": headed,
      "fd/a.c": headed,
      "events/c.c": headed,
      "fd/x.h": "",
      "top.c": "",
      "fd/deep/y.c": "",
    });
    const found = await discover(folder, { headerWanted: true });
    expect(found.map((item) => item.contract.name)).toEqual(["events.c", "fd.a", "fd.b"]);
    expect(found.every((item) => item.broken === null && item.contract.headed)).toBe(true);
  });

  it("takes a file without our header as broken in our folder, as a plain program elsewhere", async () => {
    await put({ "fd/plain.c": "int main(void) { return 0; }\n" });
    const [ours] = await discover(folder, { headerWanted: true });
    expect(ours?.broken).toContain("there is no header");
    const [theirs] = await discover(folder, { headerWanted: false });
    expect(theirs).toMatchObject({ broken: null, contract: { headed: false, covers: [] } });
  });

  it("says in one line that a folder holds no contracts, or is none", async () => {
    await expect(discover(folder, { headerWanted: true })).rejects.toThrow(/no contracts in/);
    await expect(discover(join(folder, "no"), { headerWanted: true })).rejects.toThrow(/cannot read the folder/);
  });
});

describe("select", () => {
  it("prefers whole dotted names to parts of them, and refuses what names nothing", async () => {
    await put({ "fd/dup.c": headed, "fd/dup3.c": headed, "events/eventfd.c": headed });
    const found = await discover(folder, { headerWanted: true });
    const names = (...filters: string[]) => select(found, filters).map((item) => item.contract.name);
    expect(names()).toHaveLength(3);
    expect(names("fd")).toEqual(["fd.dup", "fd.dup3"]);
    expect(names("fd.dup")).toEqual(["fd.dup"]);
    expect(names("eventf")).toEqual(["events.eventfd"]);
    expect(names("fd/dup3.c", "events")).toEqual(["events.eventfd", "fd.dup3"]);
    expect(() => names("fd", "nothing")).toThrow('no contract matches "nothing"');
  });
});
