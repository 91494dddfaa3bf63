/** The list of known divergences as a person meets it: through the command line. */
import { mkdtemp, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { release, tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type KnownDivergence, parseKnownDivergences } from "./known-divergences.ts";
import { parseResults } from "./report/results.ts";
import { contractsIn, differing, put } from "./testing/command.ts";

let folder: string;
const list = "mine/known-divergences.json";
const run = (...words: readonly string[]) =>
  contractsIn(folder, ["--dir", "mine", "--reports", "out", "--ci", ...words]);
const read = (name: string): Promise<string> => readFile(join(folder, name), "utf8");
const entries = async (): Promise<KnownDivergence[]> => parseKnownDivergences(await read(list), list).divergences;
const write = (divergences: readonly KnownDivergence[]): Promise<void> =>
  writeFile(join(folder, list), JSON.stringify({ divergences }));

/** The list as `--update-divergences` makes it, explained. */
let explained: KnownDivergence[];

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "expectations-"));
  for (const [name, text] of Object.entries(differing)) await put(folder, name, text);
  const { exitCode } = await run("--update-divergences");
  expect(exitCode).toBe(1);
  explained = (await entries()).map((entry) => ({ ...entry, why: `explained: ${entry.contract}` }));
}, 180_000);

afterAll(() => rm(folder, { recursive: true }));

describe("--update-divergences", () => {
  it("adds what differs with both values, to be explained, which keeps the gate red", async () => {
    await write([]);
    await run("--update-divergences");
    expect(await entries()).toMatchObject([
      { contract: "a.missing", target: "reference", status: "FAIL", reason: "unsupported call: io_uring_setup" },
      {
        contract: "a.release",
        target: "reference",
        status: "DIVERGE",
        differences: [{ key: "release", linux: release(), target: expect.stringContaining("reference") }],
        why: "to be explained",
      },
    ]);
    const { exitCode, stdout } = await run();
    expect(stdout).toContain("1/3 PASS | 2 XFAIL | 0 DIVERGE | 0 FAIL");
    expect(stdout).toContain(`${list}: divergences[1] (a.release on reference) is not explained yet`);
    expect(exitCode).toBe(1);
  });

  it("is green when it is explained, and leaves the bytes alone when nothing changes", async () => {
    await writeFile(join(folder, list), `{"divergences":\n ${JSON.stringify(explained)}}`);
    const before = await read(list);
    const { exitCode, stdout } = await run("--update-divergences");
    expect(stdout).toContain(`${list}: nothing to change`);
    expect(await read(list)).toBe(before);
    expect(exitCode).toBe(0);
  });
});

describe("the gate is red, and names the command that mends it", () => {
  const changed = (change: (entry: KnownDivergence) => Partial<KnownDivergence>): KnownDivergence[] =>
    explained.map((entry) => (entry.contract === "a.release" ? { ...entry, ...change(entry) } : entry));
  const listed = (change: Partial<KnownDivergence>): readonly KnownDivergence[] => changed(() => change).slice(1);

  it("a line that was edited, and a listed test that passes", async () => {
    await write([
      ...changed(() => ({ differences: [{ key: "release", linux: release(), target: "7.0" }] })),
      ...listed({ contract: "b.same" }),
    ]);
    const { exitCode, stdout } = await run();
    expect(exitCode).toBe(1);
    expect(stdout).toMatch(
      /a\.release on reference differs otherwise than listed: release: listed Linux "[^"]+", target "7\.0"; seen Linux "[^"]+", target "[^"]*reference" \(mend: npm run contracts -- --update-divergences a\.release --dir mine\)/,
    );
    expect(stdout).toMatch(
      /b\.same on reference passes, but is listed as DIVERGE \(mend: npm run contracts -- --update-divergences b\.same --dir mine\)/,
    );
  });

  it("entries that are expired, for what is gone, twice, or for other releases", async () => {
    await write([
      ...changed(() => ({ expires: "2020-01-01" })),
      ...listed({ contract: "a.gone" }),
      ...listed({ target: "plan9" }),
      ...explained.slice(1),
      ...explained.slice(0, 1).map((entry) => ({ ...entry, contract: "b.same", linux: { before: "3" } })),
    ]);
    const { exitCode, stdout } = await run();
    expect(exitCode).toBe(1);
    const mend = "npm run contracts -- --update-divergences --dir mine";
    const show = "npm run contracts -- show a.release --target reference --dir mine";
    const problems = stdout.split("\n").filter((line) => line.startsWith(`  ${list}`));
    expect(problems.map((line) => line.slice(list.length + 4))).toEqual([
      "divergences[1] (a.release on reference) expired on 2020-01-01 (mend: repair the target, or set another date and " +
        `say why; look: ${show})`,
      `divergences[2] (a.gone on reference) is for a contract that does not exist (mend: ${mend})`,
      `divergences[3] (a.release on plan9) is for an unknown target, plan9 (mend: ${mend})`,
      `divergences[4] (a.release on reference) is a duplicate of divergences[1] (mend: ${mend})`,
    ]);
  });

  it("and that command mends it, keeping reasons and order", async () => {
    await write([
      ...changed(() => ({ differences: [{ key: "release", linux: "1", target: "7.0" }] })).toReversed(),
      ...changed(() => ({ contract: "a.gone" })).slice(1),
    ]);
    await run("--update-divergences");
    expect(await entries()).toEqual(explained.toReversed());
    expect((await run()).exitCode).toBe(0);
  });
});

describe("a baseline", () => {
  it("names changes; with --ci a regression is red even where the list excuses it", async () => {
    await write(explained);
    await run();
    const now = parseResults(await read("out/results.json"), "results.json");
    const before = {
      ...now,
      results: [
        ...now.results.map((result) =>
          result.contract === "a.release" ? { ...result, status: "PASS", reason: null, differences: [] } : result,
        ),
        { ...now.results[0], contract: "a.gone" },
      ].filter((result) => result.contract !== "b.same"),
    };
    await writeFile(join(folder, "old.json"), JSON.stringify(before));
    const red = await run("--baseline", "old.json");
    expect(red.stdout).toContain("since old.json: 1 regression, 0 improvements, 1 new, 1 gone");
    expect(red.stdout).toMatch(/a\.release on reference: regression since old\.json: PASS → XFAIL, excused as /);
    expect(red.exitCode).toBe(1);
    expect(await read("out/report.md")).toContain("## Since `old.json`: 1 regression, 0 improvements, 1 new, 1 gone");
    expect(parseResults(await read("out/results.json"), "results.json")).toEqual(now);
    const accepted = await run("--baseline", "old.json", "--accept-new-divergences");
    expect(accepted.stdout).toContain("1 regression,");
    expect(accepted.exitCode).toBe(0);
  });
});

describe("another list", () => {
  it("is read and written with --divergences, and must be there", async () => {
    await write([]);
    await put(folder, "other.json", JSON.stringify({ divergences: explained }));
    expect((await run("--divergences", "other.json")).exitCode).toBe(0);
    const missing = await run("--divergences", "nowhere.json");
    expect(missing.stderr).toBe("contracts: nowhere.json: cannot be read (ENOENT)");
    expect(missing.exitCode).toBe(2);
  });
});

describe("shards", () => {
  it("merge into the report that was not divided, byte for byte", async () => {
    await write(explained.slice(1));
    const whole = await contractsIn(folder, ["--dir", "mine", "--reports", "whole", "--ci"]);
    const shards = await Promise.all(
      ["1/2", "2/2"].map((shard, index) =>
        contractsIn(folder, ["--dir", "mine", "--shard", shard, "--reports", `part${index}`]),
      ),
    );
    expect(shards.map(({ exitCode }) => exitCode)).toContain(1);
    const merged = await contractsIn(folder, ["merge", "part1", "part0", "--reports", "merged", "--ci"]);
    expect(merged.exitCode).toBe(1);
    const last = (text: string): string => text.split("\n").slice(-2)[0] ?? "";
    expect(last(merged.stdout)).toBe(last(whole.stdout));
    const names = (await readdir(join(folder, "whole"))).toSorted();
    expect((await readdir(join(folder, "merged"))).toSorted()).toEqual(names);
    for (const name of names.filter((one) => one !== "timings.json")) {
      expect(await read(`merged/${name}`), name).toBe(await read(`whole/${name}`));
    }
    const missing = await contractsIn(folder, ["merge", "part1"]);
    expect(missing.stderr).toBe("contracts: shard 1/2 is missing");
    expect(missing.exitCode).toBe(2);
  });
});

describe("GitHub Actions", () => {
  it("gets annotations and a step summary", async () => {
    await write(explained.slice(1));
    const summary = join(folder, "summary.md");
    const environment = { GITHUB_ACTIONS: "true", GITHUB_STEP_SUMMARY: summary, GITHUB_WORKSPACE: folder };
    const { stdout } = await contractsIn(folder, ["--dir", "mine", "--reports", "out", "--ci"], environment);
    expect(stdout).toMatch(
      /^::error file=mine\/a\/missing\.c,line=1,title=a\.missing on reference%3A FAIL::unsupported call/m,
    );
    expect(await readFile(summary, "utf8")).toBe(await read("out/report.md"));
  });
});
