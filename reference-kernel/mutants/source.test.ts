/** Who changes the kernel's sources sees at once which rows of source/ have lost their text. */
import { existsSync, readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { expect, test } from "vitest";
import { mutants, patched, type SourceMutant, sourceMutants } from "./index.ts";

const kernel = dirname(import.meta.dirname);
const contracts = join(dirname(kernel), "contracts");
const all = [...mutants, ...sourceMutants];

test("the text of every row stands in its file, once", () => {
  const wrong: string[] = [];
  for (const mutant of sourceMutants) {
    try {
      patched(mutant, readFileSync(join(kernel, mutant.file), "utf8"));
    } catch (error) {
      wrong.push((error as Error).message);
    }
  }
  expect(wrong).toEqual([]);
});

test("every row changes something", () => {
  for (const { id, text, by } of sourceMutants) expect(text, id).not.toBe(by);
});

test("ids are unique", () => {
  const ids = all.map(({ id }) => id);
  expect(ids.filter((id, index) => ids.indexOf(id) !== index)).toEqual([]);
});

test("mutants name files of the kernel and contracts that are there", () => {
  const wrong = all.flatMap(({ id, file, noticedBy = [] }) => [
    ...(existsSync(join(kernel, file)) ? [] : [`${id}: no file ${file}`]),
    ...noticedBy
      .filter((name) => !existsSync(join(contracts, `${name.replace(".", "/")}.c`)))
      .map((name) => `${id}: no contract ${name}`),
  ]);
  expect(wrong).toEqual([]);
  expect(sourceMutants.filter(({ noticedBy }) => noticedBy.length === 0).map(({ id }) => id)).toEqual([]);
});

test("a text that is not there once is told in one line", () => {
  const mutant = { id: "a-mutant", file: "fs/time.ts", text: "one\ntwo", by: "" } satisfies Partial<SourceMutant>;
  expect(() => patched(mutant, "three")).toThrow(
    /^mutant a-mutant: its text occurs 0 times in fs\/time.ts, not once: one$/,
  );
  expect(() => patched(mutant, "one\ntwo one\ntwo")).toThrow(/occurs 2 times/);
  expect(patched({ ...mutant, by: "$&" }, "a one\ntwo b")).toBe("a $& b");
});
