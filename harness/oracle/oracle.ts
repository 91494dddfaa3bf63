/**
 * The oracle: real Linux, in one of the shapes in which it is at hand. For each contract it says which Linux judges it,
 * or why none does; then the contract is "not run", and never a pass.
 *
 * `linux`     this machine's kernel; what needs more than the sandbox gives here goes to the boxed Linux, a User-Mode Linux
 * `uml`       the boxed Linux for every contract
 * `recorded`  answers that either gave earlier, by kernel release and the ELF's hash (records.ts)
 *
 * Where a live Linux cannot judge a contract that needs the box, its recorded answer does, if there is one.
 */
import { UsageError } from "../errors.ts";
import { type KnownDivergence, targetsOf } from "../known-divergences.ts";
import type { Contract } from "../model.ts";
import { isWithin, rangeText } from "../releases.ts";
import { boxed, unmet } from "../requirements.ts";
import { linuxTarget } from "../targets/linux.ts";
import type { Program, RunOptions, Target } from "../targets/target.ts";
import type { Toolchain } from "../toolchain.ts";
import { boxName, openBox } from "./box.ts";
import type { OracleName } from "./names.ts";
import { type RecordBook, readRecords } from "./records.ts";

/** Who judges a contract, or why nobody does. */
export type Choice = { readonly judge: Target } | { readonly reason: string };

export type { OracleName } from "./names.ts";

export interface Oracle {
  readonly name: OracleName;
  /** Kernel release of the Linux that judges most contracts. */
  readonly version: string;
  /** What this machine's Linux cannot give; empty where it is not asked. */
  readonly lacks: ReadonlyMap<string, string>;
  /** This machine's Linux, also for the target `linux`. Null unless it is asked. */
  readonly native: Target | null;
  /** Release of the boxed Linux; null where there is none, or it is not asked. */
  readonly box: string | null;
  /** Whether the boxed Linux would be asked, where there is one. */
  isForBox(contract: Contract): boolean;
  /** `elf` is the built contract. */
  choose(contract: Contract, elf: string): Promise<Choice>;
  /** Told beforehand what the box will be asked. */
  prepare(programs: readonly Program[], options: RunOptions): void;
  close(): Promise<void>;
}

export interface OracleOptions {
  readonly toolchain: Toolchain;
  /** Folder of recorded answers. */
  readonly records: string;
  /** Where the box is known to differ from Linux it judges nothing. */
  readonly known: readonly KnownDivergence[];
  readonly signal?: AbortSignal;
}

const needsBox = (contract: Pick<Contract, "requires">): boolean => contract.requires.some((need) => boxed.has(need));

export async function openOracle(name: OracleName, options: OracleOptions): Promise<Oracle> {
  const book = await readRecords(options.records);
  if (name === "recorded") return recordedOracle(book);
  const box = await openBox(options.toolchain, options.signal);
  return name === "uml" ? boxedOracle(box, options.known) : nativeOracle(box, book, options);
}

/** What `--oracle linux` is: the sandbox here, the box for what needs one, records where there is no box. */
async function nativeOracle(box: Target | string, book: RecordBook, options: OracleOptions): Promise<Oracle> {
  const native = await linuxTarget(options.toolchain, options.signal);
  const { known } = options;
  const differsHere = (contract: Contract): string | null =>
    needsBox(contract) ? null : differsInBox(contract, known);
  const withoutBox = (contract: Contract): string | null =>
    needsBox(contract) ? `needs ${boxWords(contract)}, and so the boxed Linux` : whyNot(contract, native);
  return {
    name: "linux",
    version: native.version,
    lacks: native.lacks,
    native,
    box: typeof box === "string" ? null : box.version,
    isForBox: (contract) => withoutBox(contract) !== null && differsHere(contract) === null,
    choose: async (contract, elf) => {
      const without = withoutBox(contract);
      if (without === null) return { judge: native };
      const differs = differsHere(contract);
      return differs === null ? inBox(contract, elf, box, book, without) : { reason: `${without}; ${differs}` };
    },
    prepare: (programs, runOptions) => {
      if (typeof box !== "string") box.prepare?.(programs, runOptions);
    },
    close: async () => {
      await native.close();
      if (typeof box !== "string") await box.close();
    },
  };
}

function boxedOracle(box: Target | string, known: readonly KnownDivergence[]): Oracle {
  if (typeof box === "string") throw new UsageError(`--oracle uml: ${box}`);
  return {
    name: "uml",
    version: box.version,
    lacks: new Map(),
    native: null,
    box: box.version,
    isForBox: () => true,
    choose: async (contract) => {
      const why = whyNot(contract, box) ?? differsInBox(contract, known);
      return why === null ? { judge: box } : { reason: why };
    },
    prepare: (programs, options) => box.prepare?.(programs, options),
    close: () => box.close(),
  };
}

function recordedOracle(book: RecordBook): Oracle {
  if (book.newest === null) {
    throw new UsageError(`--oracle recorded: ${book.folder} holds no recorded answers (contracts oracle record)`);
  }
  return {
    name: "recorded",
    version: book.newest,
    lacks: new Map(),
    native: null,
    box: null,
    isForBox: () => false,
    choose: async (contract, elf) => book.find(contract, elf),
    prepare: () => {},
    close: async () => {},
  };
}

/** `without` says what stands against any other judge. */
async function inBox(
  contract: Contract,
  elf: string,
  box: Target | string,
  book: RecordBook,
  without: string | null,
): Promise<Choice> {
  const why = typeof box === "string" ? box : whyNot(contract, box);
  if (why === null && typeof box !== "string") return { judge: box };
  const recorded = await book.find(contract, elf);
  if ("judge" in recorded) return recorded;
  return { reason: [...(without === null ? [] : [without]), why, recorded.reason].join("; ") };
}

/** Where the box is known to differ from Linux it is no judge. */
const differsInBox = (contract: Contract, known: readonly KnownDivergence[]): string | null => {
  const entry = known.find((one) => one.contract === contract.name && targetsOf(one).includes(boxName));
  return entry === undefined ? null : `the boxed Linux is known to differ here: ${entry.why}`;
};

const boxWords = ({ requires }: Contract): string => requires.filter((need) => boxed.has(need)).join(", ");

/** Why a Linux cannot judge a contract; null if it can. */
function whyNot(contract: Contract, linux: Target): string | null {
  if (!isWithin(linux.version, contract.releases)) {
    return `holds on Linux ${rangeText(contract.releases)}, and this is ${linux.version}`;
  }
  return unmet(contract.requires, linux.lacks);
}
