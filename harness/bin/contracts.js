#!/usr/bin/env node
// `npx contracts`: any Node starts this; the work is done by the one that package.json pins, which runs TypeScript. As a
// package it is JavaScript that is run, and where npm did not install the pinned Node (it runs a script to do so, which
// can be forbidden) the one that runs this will do if it is not too old.
import { spawn } from "node:child_process";
import { existsSync } from "node:fs";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

const require = createRequire(import.meta.url);

const harness = dirname(dirname(fileURLToPath(import.meta.url)));
const source = join(harness, "main.ts");
const isCheckout = existsSync(source);
const oldestNode = 24;

function pinnedNode() {
  try {
    const file = join(dirname(require.resolve("node/package.json")), "bin", "node");
    if (existsSync(file)) return file;
  } catch {
    // not installed
  }
  if (!isCheckout && Number(process.versions.node.split(".")[0]) >= oldestNode) return process.execPath;
  const mend = isCheckout
    ? "run npm ci"
    : `use Node ${oldestNode} or later, or let npm run the scripts of the package "node"`;
  process.stderr.write(`contracts: the pinned Node is not installed: ${mend}\n`);
  process.exit(2);
}

const main = isCheckout ? source : join(dirname(harness), "dist", "harness", "main.js");
const child = spawn(pinnedNode(), ["--disable-warning=ExperimentalWarning", main, ...process.argv.slice(2)], {
  stdio: "inherit",
});
// A terminal sends Ctrl-C to the child as well; what is sent to us alone is passed on.
process.on("SIGINT", () => {});
for (const name of ["SIGTERM", "SIGHUP"]) process.on(name, () => child.kill(name));
child.on("exit", (code, signal) => {
  if (signal === null) process.exit(code ?? 1);
  process.removeAllListeners(signal);
  process.kill(process.pid, signal);
});
