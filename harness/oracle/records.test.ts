import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, it } from "vitest";
import { contract, saw } from "../test-support.ts";
import { answerOf, elfHash, type RecordFile, readRecords, writeRecords } from "./records.ts";

let folder: string;
let elf: string;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "records-"));
  elf = join(folder, "program");
  await writeFile(elf, "one build");
});
afterEach(() => rm(folder, { recursive: true }));

const head = { schema: 1, oracle: "linux", release: "6.18.44" } as const;
const keepAll = () => true;

async function record(texts: readonly string[], more: Partial<RecordFile> = {}, name = "events.epoll_edge") {
  const answer = answerOf(
    name,
    "musl-gcc",
    await elfHash(elf),
    texts.map((text) => saw(text)),
  );
  return writeRecords(folder, { ...head, ...more, answers: [answer] }, keepAll);
}

it("answers for the very bytes that ran, each run as it was", async () => {
  await record(["at: 1", "at: 2", "at: 1"]);
  const choice = await (await readRecords(folder)).find(contract(), elf);
  if (!("judge" in choice)) throw new Error(choice.reason);
  expect([choice.judge.name, choice.judge.version]).toEqual(["linux", "6.18.44"]);
  const program = { name: "events.epoll_edge", elf, requires: [] };
  const runs = [await choice.judge.run(program, { timeout: 1 }), await choice.judge.run(program, { timeout: 1 })];
  expect(runs.map(({ lines }) => lines)).toEqual([["at: 1"], ["at: 2"]]);
});

it("names what is missing and what is stale", async () => {
  const reasonFor = async (name: string) => {
    const choice = await (await readRecords(folder)).find(contract({ name }), elf);
    return "reason" in choice ? choice.reason : "answered";
  };
  expect(await reasonFor("events.epoll_edge")).toBe("no answer is recorded");
  await record(["CONTRACT_PASS"]);
  expect(await reasonFor("events.epoll_edge")).toBe("answered");
  expect(await reasonFor("events.other")).toBe("no answer is recorded");
  await writeFile(elf, "another build");
  expect(await reasonFor("events.epoll_edge")).toBe("the recorded answer is stale: of another build");
});

it("asks the newest release of which the contract speaks", async () => {
  for (const release of ["6.1.9", "6.18.44", "6.2"]) await record([release], { release });
  const releaseFor = async (before: string) => {
    const choice = await (await readRecords(folder)).find(contract({ releases: { before } }), elf);
    return "judge" in choice ? choice.judge.version : choice.reason;
  };
  expect(await releaseFor("7.0")).toBe("6.18.44");
  expect(await releaseFor("6.18")).toBe("6.2");
  expect(await releaseFor("5.0")).toBe("holds on Linux before 5.0, of which nothing is recorded");
});

it("is the same file again, and replaces what the same compiler built", async () => {
  const file = await record(["one"]);
  const before = await readFile(file, "utf8");
  expect(await record(["one"])).toBe(file);
  expect(await readFile(file, "utf8")).toBe(before);
  await writeFile(elf, "another build");
  await record(["two"]);
  await record(["three"], {}, "fd.dup");
  const { answers } = JSON.parse(await readFile(file, "utf8")) as RecordFile;
  expect(answers.map((answer) => [answer.contract, answer.runs[0]?.lines])).toEqual([
    ["events.epoll_edge", ["two"]],
    ["fd.dup", ["three"]],
  ]);
});

it("says in one line what is wrong with a file", async () => {
  await writeFile(join(folder, "linux-1.json"), "{}");
  await expect(readRecords(folder)).rejects.toThrow(/linux-1\.json: /);
});
