/** ELF64 headers and constants (elf(5)), and the keys of the auxiliary vector (getauxval(3)). */
import { bytes, struct, u8, u16, u32, ulong } from "./struct.ts";

export const elfHeader = struct({
  ident: bytes(16),
  type: u16,
  machine: u16,
  version: u32,
  entry: ulong,
  phoff: ulong,
  shoff: ulong,
  flags: u32,
  ehsize: u16,
  phentsize: u16,
  phnum: u16,
  shentsize: u16,
  shnum: u16,
  shstrndx: u16,
});

export const programHeader = struct({
  type: u32,
  flags: u32,
  offset: ulong,
  vaddr: ulong,
  paddr: ulong,
  filesz: ulong,
  memsz: ulong,
  align: ulong,
});

export const ELFCLASS64 = 2;
export const ELFDATA2LSB = 1;
export const ET_EXEC = 2;
export const ET_DYN = 3;
export const EM_X86_64 = 62;
export const PT_LOAD = 1;
export const PT_INTERP = 3;
export const PT_GNU_STACK = 0x6474_e551;
export const PF_X = 1;
export const PF_W = 2;
export const PF_R = 4;

export const AT = {
  NULL: 0,
  PHDR: 3,
  PHENT: 4,
  PHNUM: 5,
  PAGESZ: 6,
  BASE: 7,
  FLAGS: 8,
  ENTRY: 9,
  UID: 11,
  EUID: 12,
  GID: 13,
  EGID: 14,
  PLATFORM: 15,
  HWCAP: 16,
  CLKTCK: 17,
  SECURE: 23,
  SYSINFO_EHDR: 33,
  RANDOM: 25,
  HWCAP2: 26,
  RSEQ_FEATURE_SIZE: 27,
  RSEQ_ALIGN: 28,
  EXECFN: 31,
  MINSIGSTKSZ: 51,
} as const;

export const sectionHeader = struct({
  name: u32,
  type: u32,
  flags: ulong,
  addr: ulong,
  offset: ulong,
  size: ulong,
  link: u32,
  info: u32,
  addralign: ulong,
  entsize: ulong,
});

/** An entry of the symbol table (Elf64_Sym). */
export const symbol = struct({
  name: u32,
  info: u8,
  other: u8,
  shndx: u16,
  value: ulong,
  size: ulong,
});

export const SHT_SYMTAB = 2;
export const STT_FUNC = 2;
