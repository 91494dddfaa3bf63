/**
 * The vDSO as an ELF image (vdso(7)): a shared object whose symbols libc looks up with the version LINUX_2.6. It is
 * small enough to be written down here: headers, tables for the dynamic linker, and the code of vdso.S.
 */
import { EM_X86_64, elfHeader, programHeader } from "../../abi/elf.ts";
import { struct, u8, u16, u32, ulong } from "../../abi/struct.ts";
import { code, functions } from "./code.ts";

/** Where the code lies; vdso.S counts on it. */
export const CODE_OFFSET = 0x600;

const SONAME = "linux-vdso.so.1";
const VERSION = "LINUX_2.6";
/** Indices of versions: of the object itself, and of VERSION. */
const BASE_INDEX = 1;
const VERSION_INDEX = 2;

const PT_LOAD = 1;
const PT_DYNAMIC = 2;
const PF_RX = 5;
const PF_R = 4;
const ET_DYN = 3;
const DT = {
  NULL: 0,
  HASH: 4,
  STRTAB: 5,
  SYMTAB: 6,
  STRSZ: 10,
  SYMENT: 11,
  SONAME: 14,
  VERSYM: 0x6fff_fff0,
  VERDEF: 0x6fff_fffc,
  VERDEFNUM: 0x6fff_fffd,
} as const;
const WEAK_FUNCTION = (2 << 4) | 2;
const GLOBAL_FUNCTION = (1 << 4) | 2;
const GLOBAL_OBJECT = (1 << 4) | 1;
const SHN_ABS = 0xfff1;
const VER_FLG_BASE = 1;

const symbol = struct({ name: u32, info: u8, other: u8, section: u16, value: ulong, size: ulong });
const versionDefinition = struct({ version: u16, flags: u16, index: u16, count: u16, hash: u32, aux: u32, next: u32 });
const versionName = struct({ name: u32, next: u32 });
const dynamicEntry = struct({ tag: ulong, value: ulong });

interface Symbol {
  readonly name: string;
  readonly info: number;
  readonly section: number;
  readonly value: number;
  readonly size: number;
}

/** The hash of the System V ABI, for names of symbols and versions. */
export const elfHash = (name: string): number => {
  let hash = 0;
  for (let i = 0; i < name.length; i++) {
    hash = ((hash << 4) + name.charCodeAt(i)) >>> 0;
    const high = hash & 0xf000_0000;
    hash = (hash ^ (high >>> 24)) & ~high;
  }
  return hash >>> 0;
};

const symbolsOf = (codeSize: number): readonly Symbol[] => {
  const starts = Object.entries(functions);
  const named = starts.flatMap(([name, start], index) => {
    const size = (starts[index + 1]?.[1] ?? codeSize) - start;
    const place = { section: 1, value: CODE_OFFSET + start, size };
    return [
      { name, info: WEAK_FUNCTION, ...place },
      { name: `__vdso_${name}`, info: GLOBAL_FUNCTION, ...place },
    ];
  });
  return [...named, { name: VERSION, info: GLOBAL_OBJECT, section: SHN_ABS, value: 0, size: 0 }];
};

/** Names with their NULs, and where each lies. */
class Strings {
  text = "\0";

  at(name: string): number {
    const known = this.text.indexOf(`\0${name}\0`);
    if (known >= 0) return known + 1;
    this.text += `${name}\0`;
    return this.text.length - name.length - 1;
  }
}

/** Builds the image. It is the same for every kernel. */
export const buildImage = (): Uint8Array => {
  const machineCode = Uint8Array.from(code.match(/../g) ?? [], (pair) => Number.parseInt(pair, 16));
  const image = new Uint8Array(CODE_OFFSET + machineCode.length);
  const view = new DataView(image.buffer);
  image.set(machineCode, CODE_OFFSET);
  const symbols = symbolsOf(machineCode.length);
  const strings = new Strings();
  const soname = strings.at(SONAME);
  let end = elfHeader.size + 2 * programHeader.size;
  const reserve = (size: number): number => {
    const start = Math.ceil(end / 8) * 8;
    end = start + size;
    if (end > CODE_OFFSET) throw new Error("the vDSO's tables reach into its code");
    return start;
  };

  const symbolTable = reserve((symbols.length + 1) * symbol.size);
  for (const [index, { name, ...rest }] of symbols.entries()) {
    symbol.write(view, symbolTable + (index + 1) * symbol.size, { name: strings.at(name), other: 0, ...rest });
  }

  const hash = reserve((2 + 1 + symbols.length + 1) * 4);
  // One bucket, in which every symbol leads to the next.
  const words = [1, symbols.length + 1, 1, 0, ...symbols.map((_, index) => (index + 2) % (symbols.length + 1))];
  for (const [index, word] of words.entries()) u32.write(view, hash + index * 4, word);

  const versions = reserve((symbols.length + 1) * 2);
  for (let index = 1; index <= symbols.length; index++) u16.write(view, versions + index * 2, VERSION_INDEX);

  const step = versionDefinition.size + versionName.size;
  const definitions = reserve(2 * step);
  const define = (at: number, index: number, flags: number, name: string, next: number): void => {
    const head = { version: 1, flags, index, count: 1, hash: elfHash(name), aux: versionDefinition.size, next };
    versionDefinition.write(view, at, head);
    versionName.write(view, at + versionDefinition.size, { name: strings.at(name), next: 0 });
  };
  define(definitions, BASE_INDEX, VER_FLG_BASE, SONAME, step);
  define(definitions + step, VERSION_INDEX, 0, VERSION, 0);

  const stringTable = reserve(strings.text.length);
  for (let i = 0; i < strings.text.length; i++) image[stringTable + i] = strings.text.charCodeAt(i);

  const entries: readonly (readonly [tag: number, value: number])[] = [
    [DT.SONAME, soname],
    [DT.HASH, hash],
    [DT.STRTAB, stringTable],
    [DT.SYMTAB, symbolTable],
    [DT.STRSZ, strings.text.length],
    [DT.SYMENT, symbol.size],
    [DT.VERDEF, definitions],
    [DT.VERDEFNUM, 2],
    [DT.VERSYM, versions],
    [DT.NULL, 0],
  ];
  const dynamic = reserve(entries.length * dynamicEntry.size);
  for (const [index, [tag, value]] of entries.entries()) {
    dynamicEntry.write(view, dynamic + index * dynamicEntry.size, { tag, value });
  }

  const part = (type: number, flags: number, at: number, size: number, align: number) => ({
    type,
    flags,
    offset: at,
    vaddr: at,
    paddr: at,
    filesz: size,
    memsz: size,
    align,
  });
  programHeader.write(view, elfHeader.size, part(PT_LOAD, PF_RX, 0, image.length, 0x1000));
  const size = entries.length * dynamicEntry.size;
  programHeader.write(view, elfHeader.size + programHeader.size, part(PT_DYNAMIC, PF_R, dynamic, size, 8));
  elfHeader.write(view, 0, {
    ident: Uint8Array.of(0x7f, 0x45, 0x4c, 0x46, 2, 1, 1, 0, 0, 0, 0, 0, 0, 0, 0, 0),
    type: ET_DYN,
    machine: EM_X86_64,
    version: 1,
    entry: 0,
    phoff: elfHeader.size,
    shoff: 0,
    flags: 0,
    ehsize: elfHeader.size,
    phentsize: programHeader.size,
    phnum: 2,
    shentsize: 0,
    shnum: 0,
    shstrndx: 0,
  });
  return image;
};
