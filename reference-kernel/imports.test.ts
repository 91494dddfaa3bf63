/** Holds the arrows of the house: each room imports only from those before it (docs/architecture.md). */
import { readdirSync, readFileSync } from "node:fs";
import { dirname, join, normalize, relative } from "node:path";
import { expect, test } from "vitest";

const kernel = import.meta.dirname;
const project = dirname(kernel);

/** Rooms of the kernel in the order of the arrows; rooms of one row may import one another. */
const rows: readonly (readonly string[])[] = [
  ["abi"],
  ["memory"],
  ["cpu"],
  ["core"],
  ["cgroup"],
  ["fs", "files", "net", "ipc", "tty"],
  ["process"],
  ["syscalls"],
  ["host-folder.ts", "kernel.ts"],
  ["mutants"],
  ["index.ts", "processor.ts"],
];

/** What the harness may import: the kernel's surface, and the processor's for tools that need the instruction table. */
const surface = new Set(["index.ts", "processor.ts", "mutants/index.ts", "fs/root-entries.ts"]);

/** Files that may use Node: the outermost ones. */
const outermost = new Set(["index.ts", "host-folder.ts"]);

const sources = (folder: string): string[] =>
  readdirSync(folder, { recursive: true, encoding: "utf8" })
    .filter((name) => name.endsWith(".ts") && !name.endsWith(".test.ts") && !name.endsWith(".d.ts"))
    .filter((name) => !/(^|\/)testing(\/|\.ts$)/.test(name))
    .map((name) => join(folder, name));

const importsOf = (file: string): string[] =>
  [...readFileSync(file, "utf8").matchAll(/^(?:import|export)\b[^;]*?from "([^"]+)";/gms)].map(
    (match) => match[1] ?? "",
  );

const rowOf = (file: string): number => {
  const [room] = relative(kernel, file).split("/");
  return rows.findIndex((row) => row.includes(room ?? ""));
};

const targetOf = (file: string, specifier: string): string => normalize(join(dirname(file), specifier));

test("rooms of the kernel import only from those before them", () => {
  const wrong: string[] = [];
  for (const file of sources(kernel)) {
    const own = rowOf(file);
    expect(own, `${relative(project, file)} lies in no known room`).toBeGreaterThanOrEqual(0);
    for (const specifier of importsOf(file).filter((name) => name.startsWith("."))) {
      const target = targetOf(file, specifier);
      const row = relative(kernel, target).startsWith("..") ? Number.POSITIVE_INFINITY : rowOf(target);
      if (row > own) wrong.push(`${relative(project, file)} imports ${specifier}`);
    }
  }
  expect(wrong).toEqual([]);
});

test("only the kernel's outermost files use Node, and none uses a package", () => {
  const wrong: string[] = [];
  for (const file of sources(kernel)) {
    if (outermost.has(relative(kernel, file))) continue;
    for (const specifier of importsOf(file)) if (!specifier.startsWith(".")) wrong.push(`${file} imports ${specifier}`);
  }
  expect(wrong).toEqual([]);
});

test("the harness reaches the kernel through its public surfaces alone", () => {
  const wrong: string[] = [];
  for (const file of sources(join(project, "harness"))) {
    for (const specifier of importsOf(file).filter((name) => name.startsWith("."))) {
      const target = relative(kernel, targetOf(file, specifier));
      if (!target.startsWith("..") && !surface.has(target))
        wrong.push(`${relative(project, file)} imports ${specifier}`);
    }
  }
  expect(wrong).toEqual([]);
});
