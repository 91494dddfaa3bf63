import { mkdir, mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { execa } from "execa";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { projectRoot } from "./paths.ts";
import { parseResults } from "./report/results.ts";

let folder: string;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "main-"));
});

afterEach(() => rm(folder, { recursive: true }));

async function put(name: string, text: string): Promise<void> {
  await mkdir(dirname(join(folder, name)), { recursive: true });
  await writeFile(join(folder, name), text);
}

const contracts = (words: readonly string[], environment: Record<string, string> = {}) =>
  execa(process.execPath, ["--disable-warning=ExperimentalWarning", join(projectRoot, "harness/main.ts"), ...words], {
    cwd: folder,
    reject: false,
    input: "",
    env: environment,
    timeout: 50_000,
  });

const plain = (body: string): string =>
  `#include <stdio.h>\n#include <unistd.h>\nint main(void) { ${body} puts("CONTRACT_PASS"); return 0; }\n`;

describe("a wrong call", () => {
  const cases: readonly (readonly [string, readonly string[], RegExp])[] = [
    ["a filter that matches nothing", ["no_such_contract"], /no contract matches "no_such_contract"/],
    ["an unknown target", ["--target", "vax"], /unknown target "vax"; there are reference, linux/],
    ["an unknown option", ["--bogus"], /Unknown argument: bogus/],
    ["an option without its value", ["--timeout"], /timeout/],
    ["a number that is none", ["--jobs", "many"], /--jobs wants a whole number/],
    ["no time at all", ["--timeout", "0"], /--timeout wants a number above 0/],
    ["a folder that is not there", ["--dir", "nowhere"], /cannot read the folder nowhere/],
    ["a reports folder that cannot be written", ["--reports", "/proc/reports"], /reports cannot be written there/],
    ["a report of an unknown kind", ["--format", "html,pdf"], /--format wants some of html, .*, not "pdf"/],
    ["a shard that is none", ["--shard", "4/3"], /--shard wants a part such as 2\/3, not "4\/3"/],
    ["a baseline that is not there", ["--baseline", "nowhere.json"], /nowhere\.json: cannot be read \(ENOENT\)/],
    ["merging what is no shard", ["merge", "nowhere"], /nowhere\/shard\.json: cannot be read \(ENOENT\)/],
    ["exec without a program", ["exec"], /exec wants a program/],
    ["a program that is not there", ["exec", "--", "nowhere"], /nowhere: cannot be read \(ENOENT\)/],
    ["a variable without a value", ["exec", "--env", "NAME", "--", "x"], /--env wants NAME=VALUE/],
    ["a root that is no folder", ["exec", "--root", "nowhere", "--", "/bin/sh"], /--root nowhere: is not a folder/],
    ["what is no ELF", ["exec", "--", join(projectRoot, "package.json")], /package.json: not an ELF/],
    ["a program that is too large", ["exec", "--", process.execPath], /cannot be put into the root: No space left/],
    ["show of several contracts", ["show", "fd"], /show wants one contract/],
  ];
  it.each(cases)("is one line and status 2: %s", async (_name, words, message) => {
    const { exitCode, stderr } = await contracts(words);
    expect(stderr).toMatch(message);
    expect(stderr.split("\n")).toHaveLength(1);
    expect(exitCode).toBe(2);
  });

  it("is one line and status 2: no compiler", async () => {
    const { exitCode, stderr } = await contracts(["fd"], { CC: "no-such-compiler" });
    expect(stderr).toMatch(/^contracts: no C compiler: "no-such-compiler" cannot be used/);
    expect(exitCode).toBe(2);
  });

  it("is one line and status 2: a malformed known-divergences.json", async () => {
    await put("mine/fd/one.c", plain(""));
    await put("mine/known-divergences.json", '{ "divergences": [{ "contract": 1 }] }');
    const { exitCode, stderr } = await contracts(["--dir", "mine"]);
    expect(stderr).toMatch(/^contracts: mine\/known-divergences.json: .*divergences\[0\]/);
    expect(stderr.split("\n")).toHaveLength(1);
    expect(exitCode).toBe(2);
  });
});

describe("exec", () => {
  /** The smallest program: its code is `machineCode`, loaded right behind the headers. */
  const elf = (machineCode: readonly number[], change: (bytes: DataView) => void = () => {}): Buffer => {
    const bytes = Buffer.alloc(0x78 + machineCode.length);
    const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
    bytes.set([0x7f, 0x45, 0x4c, 0x46, 2, 1, 1]);
    const fields: readonly (readonly [number, 2 | 4 | 8, number])[] = [
      [0x10, 2, 2], // ET_EXEC
      [0x12, 2, 62], // EM_X86_64
      [0x14, 4, 1],
      [0x18, 8, 0x400078], // entry
      [0x20, 8, 0x40], // program headers
      [0x34, 2, 0x40],
      [0x36, 2, 0x38],
      [0x38, 2, 1],
      [0x40, 4, 1], // PT_LOAD
      [0x44, 4, 5], // R, X
      [0x50, 8, 0x400000],
      [0x58, 8, 0x400000],
      [0x60, 8, bytes.length],
      [0x68, 8, bytes.length],
      [0x70, 8, 0x1000],
    ];
    for (const [at, size, value] of fields) {
      if (size === 2) view.setUint16(at, value, true);
      else if (size === 4) view.setUint32(at, value, true);
      else view.setBigUint64(at, BigInt(value), true);
    }
    bytes.set(machineCode, 0x78);
    change(view);
    return bytes;
  };
  /** exit_group(7) */
  const exits = [0xbf, 7, 0, 0, 0, 0xb8, 231, 0, 0, 0, 0x0f, 0x05];
  const run = async (bytes: Buffer, ...words: readonly string[]) => {
    await writeFile(join(folder, "program"), bytes);
    return contracts(["exec", ...words, "--", "./program"]);
  };

  it("hands on the exit status, 128 and the signal's number, and what --max-instructions says", async () => {
    expect((await run(elf(exits))).exitCode).toBe(7);
    expect((await run(elf([0x0f, 0x0b]))).exitCode).toBe(128 + 4); // ud2: SIGILL
    const endless = await run(elf([0xeb, 0xfe]), "--max-instructions", "1000");
    expect(endless.exitCode).toBe(124);
    expect(endless.stderr).toContain("--max-instructions");
  });

  it("traces on standard error", async () => {
    const { stderr, exitCode } = await run(elf(exits), "--trace");
    expect(stderr).toContain("exit_group(7) = ?");
    expect(exitCode).toBe(7);
  });

  const hostile: readonly (readonly [string, Buffer])[] = [
    ["another machine", elf(exits, (view) => view.setUint16(0x12, 183, true))],
    ["32 bits", elf(exits, (view) => view.setUint8(4, 1))],
    ["cut in the headers", elf(exits).subarray(0, 0x50)],
    ["cut in the file header", elf(exits).subarray(0, 20)],
    ["headers outside the file", elf(exits, (view) => view.setBigUint64(0x20, 1n << 40n, true))],
    ["a segment outside the file", elf(exits, (view) => view.setBigUint64(0x60, 1n << 40n, true))],
    ["a segment in the kernel's half", elf(exits, (view) => view.setBigUint64(0x50, 0xffff_8000_0000_0000n, true))],
    ["a huge segment", elf(exits, (view) => view.setBigUint64(0x68, 1n << 62n, true))],
    ["65535 program headers", elf(exits, (view) => view.setUint16(0x38, 0xffff, true))],
    ["nothing", Buffer.alloc(0)],
  ];
  it.each(hostile)("refuses a wrong ELF in one line: %s", async (_name, bytes) => {
    const { exitCode, stderr } = await run(bytes);
    expect(stderr.split("\n")).toHaveLength(1);
    expect(stderr).toMatch(/^contracts: .*program: /);
    expect(exitCode).toBe(2);
  });
});

describe("a run", () => {
  it("names every kind of broken contract, and passes what holds", async () => {
    await put("mine/good/plain.c", plain('puts("key: value");'));
    await put("mine/bad/syntax.c", "int main(void) { return missing; }\n");
    await put(
      "mine/bad/header.c",
      "/* Contract: It has no source.\n * Covers: read\n */\nint main(void) { return 0; }\n",
    );
    await put("mine/bad/silent.c", "int main(void) { return 0; }\n");
    await put("mine/bad/slow.c", plain("pause();"));
    await put("mine/bad/unstable.c", plain('printf("at: %p\\n", __builtin_frame_address(0));'));
    await put(
      "mine/need/range.c",
      `/* Contract: a\n * Source: b\n * Covers: read\n * Requires: real-root\n */\n${plain("")}`,
    );
    const words = ["--dir", "mine", "--target", "linux", "--reports", "out", "--timeout", "2", "--ci"];
    const { exitCode, stdout } = await contracts(words);
    expect(exitCode).toBe(1);
    expect(stdout).toContain("1/7 PASS | 0 XFAIL | 0 DIVERGE | 5 FAIL | 1 NOT RUN");
    const results = parseResults(await readFile(join(folder, "out/results.json"), "utf8"), "results.json");
    const reasons = Object.fromEntries(results.results.map((result) => [result.contract, result.reason]));
    expect(reasons).toMatchObject({
      "good.plain": null,
      "bad.header": expect.stringContaining('no "Source:"'),
      "bad.syntax": expect.stringMatching(/does not build with .*missing/),
      "bad.silent": expect.stringContaining("verdict"),
      "bad.slow": expect.stringContaining("timeout"),
      "bad.unstable": expect.stringContaining("unstable"),
    });
    expect(results.notRun.map((item) => item.contract)).toEqual(["need.range"]);
  });

  it("gives the same bytes again", async () => {
    const results = async (name: string) => {
      await contracts(["fd.dup", "--target", "linux", "--reports", name, "--ci"]);
      return readFile(join(folder, name, "results.json"), "utf8");
    };
    expect(await results("one")).toBe(await results("two"));
  });
});
