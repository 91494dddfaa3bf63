/** The first stack of a program: strings, argc, argv, envp and the auxiliary vector (copy_strings, create_elf_tables). */
import { AT } from "../abi/elf.ts";
import { E2BIG } from "../abi/errors.ts";
import { FEATURES_EDX } from "../cpu/table/cpuid.ts";
import { type AddressSpace, pageAlign } from "../memory/address-space.ts";
import { UserMemory } from "../memory/user-memory.ts";
import type { ElfProgram } from "./elf.ts";
import { type ExecRequest, offsetsOf } from "./exec-request.ts";
import { RSEQ_ALIGN, RSEQ_IN_USE } from "./rseq.ts";

/** What a stack is extended by at the start, beyond what its strings take. */
const STACK_EXPANSION = 128 << 10;
/** Longest single string with its NUL, in bytes (MAX_ARG_STRLEN). */
const MAX_STRING = 128 << 10;
/** The least that arguments and environment may always take (ARG_MAX). */
const MIN_SPACE = 128 << 10;
/** The most, whatever the stack limit (_STK_LIM / 4 * 3). */
const MAX_SPACE = 6 << 20;
/** A signal frame with FXSAVE state, in bytes, on this processor (get_sigframe_size). */
const MIN_SIGNAL_STACK = 1152;
const CLOCK_TICKS = 100;
const PLATFORM = "x86_64";

export interface MappedParts {
  /** What is added to the program's addresses. */
  readonly program: number;
  /** Where the interpreter lies; 0: there is none. */
  readonly interpreter: number;
  /** Where the vDSO's ELF header lies; 0: there is none. */
  readonly vdso: number;
}

export interface PendingStack {
  /** Writes the rest once it is known where everything lies; answers the stack pointer. */
  finish(parts: MappedParts): number;
}

/**
 * Puts the strings on the stack. @throws E2BIG
 */
export const buildStack = (space: AddressSpace, program: ElfProgram, request: ExecRequest): PendingStack => {
  const { envp, path, random } = request;
  const argv = request.argv.length === 0 ? [""] : request.argv;
  const strings = [...argv, ...envp, path];
  const lengths = strings.map((text) => text.length + 1);
  if (lengths.some((length) => length > MAX_STRING)) throw E2BIG;
  const total = lengths.reduce((sum, length) => sum + length, 0);
  const pointers = (argv.length + envp.length) * 8;
  const limit = Math.max(Math.min(MAX_SPACE, space.limits.stack / 4), MIN_SPACE);
  if (total + pointers > limit) throw E2BIG;

  const memory = new UserMemory(space, space.physical);
  // The last word of the stack stays free, as Linux leaves it.
  const start = space.layout.stackTop - 8 - total;
  memory.writeBytes(start, joined(strings, total));
  expand(space, start);

  const addresses: number[] = [];
  let cursor = start;
  for (const length of lengths) {
    addresses.push(cursor);
    cursor += length;
  }
  const argAddresses = addresses.slice(0, argv.length);
  const envAddresses = addresses.slice(argv.length, -1);
  const pathAddress = addresses.at(-1) ?? start;
  space.argStart = start;
  space.argEnd = envAddresses[0] ?? pathAddress;
  space.envStart = space.argEnd;
  space.envEnd = pathAddress;

  return {
    finish: (parts) => {
      let sp = start - offsetsOf(request).below(8192);
      sp -= sp % 16;
      const platform = sp - (PLATFORM.length + 1);
      memory.writeBytes(platform, joined([PLATFORM], PLATFORM.length + 1));
      const randomAt = platform - 16;
      const chance = new Uint8Array(16);
      random.fill(chance);
      memory.writeBytes(randomAt, chance);
      const places = { ...parts, platform, random: randomAt, path: pathAddress };
      const vector = auxiliaryVector(program, request, places);
      const words = [argv.length, ...argAddresses, 0, ...envAddresses, 0, ...vector];
      sp = randomAt - words.length * 8;
      sp -= sp % 16;
      const data = toBytes(words);
      memory.writeBytes(sp, data);
      space.auxv = data.slice(data.length - vector.length * 8);
      space.stackStart = sp;
      return sp;
    },
  };
};

/** Extends the stack below what its strings took, as far as its limit allows (setup_arg_pages). */
const expand = (space: AddressSpace, stringsStart: number): void => {
  const { stackTop } = space.layout;
  const lowest = stringsStart - (stringsStart % 4096);
  const wanted = Math.max(lowest - STACK_EXPANSION, stackTop - Math.max(space.limits.stack, stackTop - lowest));
  space.growStack(pageAlign(wanted));
};

interface Places extends MappedParts {
  readonly platform: number;
  readonly random: number;
  readonly path: number;
}

/** Keys in the order in which Linux lists them. */
const auxiliaryVector = (program: ElfProgram, request: ExecRequest, places: Places): number[] => {
  const { credentials } = request;
  return [
    ...(places.vdso === 0 ? [] : [[AT.SYSINFO_EHDR, places.vdso]]),
    [AT.MINSIGSTKSZ, MIN_SIGNAL_STACK],
    [AT.HWCAP, FEATURES_EDX],
    [AT.PAGESZ, 4096],
    [AT.CLKTCK, CLOCK_TICKS],
    [AT.PHDR, program.headersAddress === 0 ? 0 : program.headersAddress + places.program],
    [AT.PHENT, program.headerSize],
    [AT.PHNUM, program.headerCount],
    [AT.BASE, places.interpreter],
    [AT.FLAGS, 0],
    [AT.ENTRY, program.entry + places.program],
    [AT.UID, credentials.userNs.uids.show(credentials.uid)],
    [AT.EUID, credentials.userNs.uids.show(credentials.euid)],
    [AT.GID, credentials.userNs.gids.show(credentials.gid)],
    [AT.EGID, credentials.userNs.gids.show(credentials.egid)],
    [AT.SECURE, request.secure === true ? 1 : 0],
    [AT.RANDOM, places.random],
    [AT.HWCAP2, 0],
    [AT.EXECFN, places.path],
    [AT.PLATFORM, places.platform],
    [AT.RSEQ_FEATURE_SIZE, RSEQ_IN_USE],
    [AT.RSEQ_ALIGN, RSEQ_ALIGN],
    [AT.NULL, 0],
  ].flat();
};

/** The strings one after the other, each with its NUL. */
const joined = (strings: readonly string[], total: number): Uint8Array => {
  const out = new Uint8Array(total);
  let at = 0;
  for (const text of strings) {
    for (let i = 0; i < text.length; i++) out[at + i] = text.charCodeAt(i);
    at += text.length + 1;
  }
  return out;
};

const toBytes = (words: readonly number[]): Uint8Array => {
  const out = new DataView(new ArrayBuffer(words.length * 8));
  for (const [i, word] of words.entries()) out.setBigUint64(i * 8, BigInt(word), true);
  return new Uint8Array(out.buffer);
};
