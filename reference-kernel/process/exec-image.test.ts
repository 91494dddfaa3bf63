import { expect, test } from "vitest";
import { elfHeader, programHeader } from "../abi/elf.ts";
import { ENOENT } from "../abi/errors.ts";
import { encode } from "../abi/struct.ts";
import type { Credentials } from "../core/caller.ts";
import { Random } from "../core/random.ts";
import { UserNamespace } from "../core/user-namespace.ts";
import { ID_RANGE } from "../fs/vfs.ts";
import { NO_LIMITS } from "../memory/limits.ts";
import type { MemorySystem } from "../memory/memory-system.ts";
import { TestFile, testSystem } from "../memory/testing.ts";
import { UserMemory } from "../memory/user-memory.ts";
import { buildExecImage, type ExecImage } from "./exec-image.ts";
import type { Rejection } from "./rejection.ts";

const PAGE = 4096;
const PT_LOAD = 1;
const credentials: Credentials = {
  uid: 1,
  gid: 2,
  euid: 3,
  egid: 4,
  suid: 3,
  sgid: 4,
  fsuid: 3,
  fsgid: 4,
  groups: [],
  effective: 0n,
  permitted: 0n,
  inheritable: 0n,
  bounding: 0n,
  ambient: 0n,
  userNs: UserNamespace.outermost(ID_RANGE),
};

const load = (parts: Partial<Parameters<typeof programHeader.write>[2]> = {}) => ({
  type: PT_LOAD,
  flags: 5,
  offset: 0,
  vaddr: 0x400000,
  paddr: 0,
  filesz: 0x1100,
  memsz: 0x1100,
  align: PAGE,
  ...parts,
});

const header = {
  ident: Uint8Array.of(0x7f, 0x45, 0x4c, 0x46, 2, 1, 1),
  type: 2,
  machine: 62,
  version: 1,
  entry: 0x400080,
  phoff: 64,
  shoff: 0,
  flags: 0,
  ehsize: 64,
  phentsize: 56,
  phnum: 2,
  shentsize: 0,
  shnum: 0,
  shstrndx: 0,
};
const data = load({ flags: 6, offset: 0x1100, vaddr: 0x402100, filesz: 0x100, memsz: 0x2000 });

const elf = (change: Partial<typeof header> = {}, segments = [load(), data]): Uint8Array => {
  const out = new Uint8Array(0x2000).fill(0xaa);
  out.set(encode(elfHeader, { ...header, ...change }), 0);
  for (const [i, segment] of segments.entries()) out.set(encode(programHeader, segment), 64 + i * 56);
  return out;
};

const build = (
  program: Uint8Array,
  options: { argv?: string[]; envp?: string[]; system?: MemorySystem; stack?: number; seed?: number } = {},
): ExecImage | Rejection => {
  const system = options.system ?? testSystem().system;
  const file = new TestFile(system.physical, program);
  return buildExecImage({
    system,
    program: { pages: file, owner: file },
    openInterpreter: () => {
      throw ENOENT;
    },
    path: "./a",
    argv: options.argv ?? ["./a", "x"],
    envp: options.envp ?? ["A=1"],
    credentials,
    strict: true,
    random: new Random(options.seed ?? 1),
    limits: { ...NO_LIMITS, stack: options.stack ?? 8 << 20 },
  });
};

const image = (built: ExecImage | Rejection): ExecImage => {
  if ("errno" in built) throw new Error(built.reason);
  return built;
};

test("segments, bss, heap and stack lie as Linux lays them", () => {
  const { space, entry } = image(build(elf()));
  expect(entry).toBe(0x400080);
  const areas = [...space.areas].map((vma) => [vma.start, vma.end, vma.prot, vma.backing !== null]);
  expect(areas.slice(0, 3)).toEqual([
    [0x400000, 0x402000, 5, true],
    [0x402000, 0x403000, 6 - 3, true],
    [0x403000, 0x405000, 3, false],
  ]);
  const stack = areas.at(-1) as number[];
  expect((stack[1] as number) - (stack[0] as number)).toBe(0x21000);
  const memory = new UserMemory(space, space.physical);
  expect(memory.readBytes(0x402100, 0x100).every((byte) => byte === 0xaa)).toBe(true);
  expect(memory.readBytes(0x402200, 0x1f00).every((byte) => byte === 0)).toBe(true);
  expect(space.heapStart % PAGE).toBe(0);
  expect(space.heapStart).toBeGreaterThanOrEqual(0x405000);
});

test("the stack holds argc, argv, envp and the auxiliary vector", () => {
  const { space, stackPointer } = image(build(elf()));
  const memory = new UserMemory(space, space.physical);
  expect(stackPointer % 16).toBe(0);
  const words = new DataView(memory.readBytes(stackPointer, 8 * 60).buffer);
  const word = (index: number): number => Number(words.getBigUint64(index * 8, true));
  expect(word(0)).toBe(2);
  expect([word(1), word(2), word(4)].map((at) => memory.readString(at, 100))).toEqual(["./a", "x", "A=1"]);
  expect([word(3), word(5)]).toEqual([0, 0]);
  const vector = new Map<number, number>();
  for (let i = 6; ; i += 2) {
    vector.set(word(i), word(i + 1));
    if (word(i) === 0) break;
  }
  expect([3, 4, 5, 9, 11, 12, 13, 14, 23].map((key) => vector.get(key))).toEqual([
    0x400040, 56, 2, 0x400080, 1, 3, 2, 4, 0,
  ]);
  expect(memory.readString(vector.get(31) as number, 100)).toBe("./a");
  expect(memory.readString(vector.get(15) as number, 100)).toBe("x86_64");
  expect((vector.get(31) as number) + 4 + 8).toBe(space.layout.stackTop);
  expect(memory.readBytes(space.argStart, space.argEnd - space.argStart)).toEqual(
    Uint8Array.from("./a\0x\0", (c) => c.charCodeAt(0)),
  );
});

test("a position-independent program lies below the mappings' base, its heap elsewhere", () => {
  const { space, entry } = image(
    build(elf({ type: 3, entry: 0x80 }, [load({ vaddr: 0 }), { ...data, vaddr: 0x2100, align: 0x10000 }])),
  );
  expect(space.layout.mmapBase - entry).toBeLessThan(0x20000);
  expect((entry - 0x80) % 0x10000).toBe(0);
  expect(Math.floor(space.heapStart / 2 ** 40)).toBe(0x55);
});

test("the seed alone decides where things lie", () => {
  const places = (seed: number): number[] => {
    const { space, stackPointer } = image(build(elf(), { seed }));
    return [space.layout.stackTop, space.layout.mmapBase, space.heapStart, stackPointer];
  };
  expect(places(1)).toEqual(places(1));
  const [one, two] = [places(1), places(2)];
  expect(one.every((place, index) => place !== two[index])).toBe(true);
});

test("no program: what is wrong is said, and nothing is left behind", () => {
  const { system } = testSystem();
  const used = system.physical.used;
  const reasons = (program: Uint8Array): string => {
    const built = build(program, { system });
    if (!("errno" in built)) throw new Error("it was accepted");
    return `${built.errno.name}${built.lethal ? " lethal" : ""}: ${built.reason}`;
  };
  expect([
    reasons(new Uint8Array(0)),
    reasons(Uint8Array.from("#!/bin/sh\n", (c) => c.charCodeAt(0))),
    reasons(elf().subarray(0, 40)),
    reasons(elf({ machine: 183 })),
    reasons(elf({ type: 1 })),
    reasons(elf({ phnum: 0 })),
    reasons(elf({ phentsize: 32 })),
    reasons(elf({ phoff: 0x1fff })),
    reasons(elf({ phoff: 2 ** 63 })),
    reasons(elf({}, [load({ type: 3 }), data])),
    reasons(elf({}, [load({ type: 3, filesz: 1 }), data])),
    reasons(elf({}, [load({ type: 3, offset: 0x1f00, filesz: 0x101 }), data])),
    reasons(elf({}, [load({ type: 3, offset: 7, filesz: 2 }), data])),
    reasons(elf({}, [load({ filesz: 0x5000, memsz: 0x5000 }), data])),
    reasons(elf({}, [load({ memsz: 2 ** 60 }), data])),
    reasons(elf({}, [load({ memsz: 0x3000 }), data])),
    reasons(elf({}, [load({ offset: 1 }), data])),
    reasons(elf({}, [load({ vaddr: 0, memsz: 0x1100 }), data])),
    reasons(elf({}, [load(), { ...data, memsz: 2 ** 45 }])),
  ]).toEqual([
    "ENOEXEC: not an ELF file",
    "ENOEXEC: not an ELF file",
    "ENOEXEC: truncated ELF header",
    "ENOEXEC: an ELF file for another machine (AArch64)",
    "ENOEXEC: an ELF file that is no program (e_type 1)",
    "ENOEXEC: 0 program headers",
    "ENOEXEC: program headers of 32 bytes instead of 56",
    "ENOEXEC: program headers beyond the end of the file",
    "ENOEXEC: program headers beyond the end of the file",
    "ENOEXEC: a PT_INTERP that holds no path",
    "ENOEXEC: a PT_INTERP that holds no path",
    "EIO: PT_INTERP lies beyond the end of the file",
    "ENOENT: the interpreter : No such file or directory",
    "EINVAL lethal: segment 0 lies beyond the end of the file",
    "EINVAL lethal: segment 0 does not fit the address space",
    "EINVAL lethal: segments overlap",
    "EINVAL lethal: segment 0 is not aligned as its address is",
    "EINVAL lethal: a segment lies where no program may be",
    "ENOMEM lethal: no memory for the program",
  ]);
  // Only the test's own files still hold frames.
  expect(system.physical.used - used).toBeLessThanOrEqual(19 * 2);
});

test("arguments that are too long are E2BIG", () => {
  const errno = (built: ExecImage | Rejection): string => ("errno" in built ? built.errno.name : "ok");
  expect(errno(build(elf(), { argv: ["x".repeat(131071)] }))).toBe("ok");
  expect(errno(build(elf(), { argv: ["x".repeat(131072)] }))).toBe("E2BIG");
  const many = new Array(20).fill("y".repeat(100_000));
  expect(errno(build(elf(), { argv: many }))).toBe("ok");
  expect(errno(build(elf(), { argv: [...many, ...many] }))).toBe("E2BIG");
  expect(errno(build(elf(), { argv: many, stack: 1 << 20 }))).toBe("E2BIG");
});
