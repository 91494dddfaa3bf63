import { execFileSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, test } from "vitest";
import { code, functions } from "./code.ts";
import { buildImage, CODE_OFFSET, elfHash } from "./image.ts";

const hasTool = (name: string): boolean => {
  try {
    execFileSync(name, ["--version"], { stdio: "ignore" });
    return true;
  } catch {
    return false;
  }
};

test.skipIf(!hasTool("as") || !hasTool("objcopy") || !hasTool("nm"))(
  "code.ts is what the assembler makes of vdso.S",
  () => {
    const folder = mkdtempSync(join(tmpdir(), "vdso-"));
    try {
      const [object, binary] = [join(folder, "vdso.o"), join(folder, "vdso.bin")];
      execFileSync("as", ["-o", object, join(import.meta.dirname, "vdso.S")]);
      execFileSync("objcopy", ["-O", "binary", "-j", ".text", object, binary]);
      expect(readFileSync(binary).toString("hex")).toBe(code);
      const symbols = new Map(
        execFileSync("nm", [object], { encoding: "utf8" })
          .trim()
          .split("\n")
          .map((line) => line.split(" "))
          .map(([value = "", , name = ""]) => [name, Number.parseInt(value, 16)]),
      );
      for (const [name, start] of Object.entries(functions)) expect([name, symbols.get(name)]).toEqual([name, start]);
      expect(symbols.get("CODE")).toBe(CODE_OFFSET);
    } finally {
      rmSync(folder, { recursive: true });
    }
  },
);

test.skipIf(!hasTool("readelf"))("the image is one that tools understand", () => {
  const folder = mkdtempSync(join(tmpdir(), "vdso-"));
  try {
    const file = join(folder, "vdso.so");
    writeFileSync(file, buildImage());
    const told = execFileSync("readelf", ["-W", "-h", "-l", "-d", "--dyn-syms", "-D", file], {
      encoding: "utf8",
      env: { LC_ALL: "C" },
    });
    expect(told).not.toMatch(/warning|error/i);
    expect(told).toContain("Library soname: [linux-vdso.so.1]");
  } finally {
    rmSync(folder, { recursive: true });
  }
});

test("the hash of the System V ABI", () => {
  expect(elfHash("LINUX_2.6")).toBe(0x3ae75f6);
  expect(elfHash("")).toBe(0);
});
