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
    ["exec without a program", ["exec"], /exec wants a program/],
    ["a program that is not there", ["exec", "--", "nowhere"], /nowhere: cannot be read \(ENOENT\)/],
    ["a variable without a value", ["exec", "--env", "NAME", "--", "x"], /--env wants NAME=VALUE/],
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
