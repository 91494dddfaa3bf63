/**
 * The package as its users meet it: packed, installed into an empty folder, called there, imported there. Prints what it
 * did; the exit status says whether all went well.
 */
import { copyFile, mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { execa } from "execa";
import { build } from "./build.ts";
import { projectRoot } from "./paths.ts";
import { program, put } from "./testing/command.ts";
import { findToolchain } from "./toolchain.ts";

const folder = await mkdtemp(join(tmpdir(), "package-"));
const inFolder = { cwd: folder, env: { GITHUB_ACTIONS: "" }, timeout: 300_000 } as const;

function expect(what: string, holds: boolean, told = ""): void {
  process.stdout.write(`${holds ? "ok    " : "FAILED"}  ${what}\n`);
  if (holds) return;
  process.stdout.write(`${told}\n`);
  process.exitCode = 1;
}

try {
  const packed = await execa("npm", ["pack", "--silent", "--pack-destination", folder], { cwd: projectRoot });
  const [tarball = ""] = packed.stdout.trim().split("\n").slice(-1);
  await writeFile(
    join(folder, "package.json"),
    '{ "private": true, "type": "module", "allowScripts": { "node": true } }\n',
  );
  await execa("npm", ["install", "--prefer-offline", "--no-audit", "--no-fund", `./${tarball}`], inFolder);

  const list = await execa("npx", ["contracts", "list"], inFolder);
  expect("our contracts are shipped", list.stdout.split("\n").length > 100, list.stdout);

  await put(folder, "their-contracts/one/plain.c", program('puts("first: 1");'));
  const files = ["/lib64", "/lib/x86_64-linux-gnu", "/usr/lib/x86_64-linux-gnu"];
  const theirs = { kind: "command", command: ["env", "{elf}"], files };
  await writeFile(join(folder, "theirs.json"), JSON.stringify(theirs));
  const words = ["contracts", "--dir", "their-contracts", "--target", "theirs.json", "--target", "reference", "--ci"];
  const run = await execa("npx", words, { ...inFolder, reject: false });
  expect("npx contracts --dir --target", run.exitCode === 0, `${run.stdout}\n${run.stderr}`);
  const html = await readFile(join(folder, "reports/report.html"), "utf8").catch(() => "");
  expect("reports lie where it was called", html.includes("theirs"), html.slice(0, 200));
  const ours = await execa("npx", ["contracts", "fd", "--ci"], { ...inFolder, reject: false });
  expect("our contracts run", ours.exitCode === 0, `${ours.stdout}\n${ours.stderr}`);

  const [, example = ""] = /```ts\n(.*?)```/s.exec(await readFile(join(projectRoot, "README.md"), "utf8")) ?? [];
  await writeFile(join(folder, "example.ts"), example);
  await put(folder, "program.c", program('puts("hello");'));
  const built = await build(await findToolchain(), { file: join(folder, "program.c"), includes: [] });
  if (!built.ok) throw new Error(built.message);
  await copyFile(built.elf, join(folder, "program"));
  const library = await execa(process.execPath, ["example.ts"], { ...inFolder, reject: false });
  const answered = library.stdout.includes("hello") && library.stdout.includes("code: 0");
  expect("the README's example of the library", answered, `${library.stdout}\n${library.stderr}`);

  const types = [
    "--noEmit",
    "--strict",
    "--module",
    "nodenext",
    "--target",
    "es2025",
    "--types",
    "node",
    "--skipLibCheck",
  ];
  const roots = ["--typeRoots", join(projectRoot, "node_modules/@types")];
  const checked = await execa(join(projectRoot, "node_modules/.bin/tsc"), [...types, ...roots, "example.ts"], {
    ...inFolder,
    reject: false,
  });
  expect("its types", checked.exitCode === 0, checked.stdout);
} finally {
  await rm(folder, { recursive: true, force: true });
}
