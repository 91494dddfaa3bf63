import { execFileSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, expect, test } from "vitest";
import { boot } from "./index.ts";

const folder = mkdtempSync(join(tmpdir(), "floating-point-"));
afterAll(() => rmSync(folder, { recursive: true }));

const hasMusl = (() => {
  try {
    execFileSync("musl-gcc", ["--version"], { stdio: "ignore" });
    return true;
  } catch {
    return false;
  }
})();

test.skipIf(!hasMusl).each(["printing", "traps"])("%s: as on Linux", (name) => {
  const elf = join(folder, name);
  const source = join(import.meta.dirname, "cpu/x87/testing", `${name}.c`);
  execFileSync("musl-gcc", ["-static", "-O1", "-o", elf, source, "-lm"]);
  const native = execFileSync(elf, { encoding: "utf8" });
  const result = boot().run(readFileSync(elf), [name]);
  expect(result.exit).toEqual({ kind: "exited", code: 0 });
  expect(new TextDecoder().decode(result.stdout)).toBe(native);
});
