import { readdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { UsageError } from "../errors.ts";
import { targetsFolder } from "../paths.ts";
import { parseTargetFile, readTargetFile, targetJsonSchema } from "./config.ts";

const parse =
  (value: unknown, file = "mine.json") =>
  () =>
    parseTargetFile(JSON.stringify(value), file);

const good = { kind: "command", command: ["emulator", "{elf}"] };

describe("a target file", () => {
  it("is a name, a kind and a command", () => {
    expect(parse(good, "/there/mine.json")()).toMatchObject({ name: "mine", here: "/there", world: "sandbox" });
  });

  const wrong: readonly (readonly [string, unknown, RegExp])[] = [
    ["no object", 1, /mine\.json: the whole value: /],
    ["no kind", { command: ["x", "{elf}"] }, /mine\.json: kind: /],
    ["an unknown kind", { ...good, kind: "oracle" }, /mine\.json: kind: /],
    ["no command", { kind: "command" }, /mine\.json: command: /],
    ["an empty word", { ...good, command: ["x", ""] }, /mine\.json: command\[1\]: must not be empty/],
    ["a word that is none", { ...good, command: ["x", 1] }, /mine\.json: command\[1\]: /],
    ["no place for the program", { ...good, command: ["x"] }, /mine\.json: command: must hold \{elf\}/],
    ["no place for the machine's files", { kind: "machine", command: ["x"] }, /must hold \{root\} or \{initramfs\}/],
    ["an unknown field", { ...good, comand: [] }, /mine\.json: .*comand/],
    ["a relative file", { ...good, files: ["lib"] }, /mine\.json: files\[0\]: must be an absolute path/],
    ["a variable's name that is none", { ...good, environment: { "a-b": "" } }, /mine\.json: environment\.a-b: /],
    ["an unknown need", { ...good, needs: ["kvm"] }, /mine\.json: needs\[0\]: /],
  ];
  it.each(wrong)("is named with the place in it where it is wrong: %s", (_name, value, message) => {
    expect(parse(value)).toThrow(UsageError);
    expect(parse(value)).toThrow(message);
  });

  it("is named if it is no JSON, is not there, or has a name that no report could show", async () => {
    expect(() => parseTargetFile("{", "mine.json")).toThrow(/mine\.json: is not JSON/);
    await expect(readTargetFile("/nowhere/mine.json")).rejects.toThrow(/mine\.json: cannot be read \(ENOENT\)/);
    expect(parse(good, "a b.json")).toThrow(/a target's name is its file's/);
  });

  it("is described by the schema beside ours", async () => {
    const file = join(targetsFolder, "target.schema.json");
    await expect(`${JSON.stringify(targetJsonSchema(), null, 2)}\n`).toMatchFileSnapshot(file);
  });

  it("is what all of ours are", async () => {
    const files = (await readdir(targetsFolder)).filter((name) => name.endsWith(".json") && !name.includes(".schema."));
    expect(files).toContain("qemu-user.json");
    for (const name of files) {
      const config = await readTargetFile(join(targetsFolder, name));
      expect(config.about, name).toBeTruthy();
      expect(config.package, name).toBeTruthy();
      expect(JSON.parse(await readFile(join(targetsFolder, name), "utf8"))).toHaveProperty("$schema");
    }
  });
});
