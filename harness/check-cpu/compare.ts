/** Compares two outcomes of a case, with what the table says is undefined or differs between processors left out. */
import type { Case } from "./cases.ts";
import { FX, LANDINGS, OUTCOME, WINDOW, WINDOW_SIZE } from "./layout.ts";

export interface Mismatch {
  readonly what: string;
  readonly native: string;
  readonly reference: string;
}

const REGISTERS = "rax rcx rdx rbx rsp rbp rsi rdi r8 r9 r10 r11 r12 r13 r14 r15".split(" ");
const FLAG_BITS: Readonly<Record<string, number>> = { c: 1, p: 4, a: 16, z: 64, s: 128, d: 0x400, o: 0x800 };
const ALL_FLAGS = Object.values(FLAG_BITS).reduce((all, bit) => all | bit, 0);
const SIGNAL = 2;

/** Status flags that the manual leaves undefined for this case. */
const undefinedFlags = ({ row, encoded, count }: Case): number => {
  let mask = 0;
  for (const letter of row.row.undefined ?? "") mask |= FLAG_BITS[letter] ?? 0;
  if (row.row.undefinedWhen !== "shift-count") return mask;
  if (count === 0) return 0;
  const bits = encoded.size * 8;
  if (count !== 1) mask |= FLAG_BITS.o ?? 0;
  const isShift = (row.row.writes ?? "").includes("z");
  if (isShift && count >= bits) mask |= FLAG_BITS.c ?? 0;
  return mask;
};

const hex = (value: number | bigint): string => `0x${value.toString(16)}`;

const differ = (
  out: Mismatch[],
  what: string,
  native: number | bigint,
  reference: number | bigint,
  show: (value: number | bigint) => string = hex,
): void => {
  if (native !== reference) out.push({ what, native: show(native), reference: show(reference) });
};

const extendedAt = (view: DataView, at: number): bigint =>
  (BigInt(view.getUint16(at + 8, true)) << 64n) | view.getBigUint64(at, true);

/** Two units of the last place. */
const isNear = (a: bigint, b: bigint): boolean => {
  // Neighbours may have different exponents: without the integer bit, the encodings count on.
  const position = (x: bigint): bigint => ((x >> 64n) << 63n) + (x & 0x7fffffffffffffffn);
  const distance = position(a) - position(b);
  return distance >= -2n && distance <= 2n;
};

/** RCP and RSQRT: each float within twice the error that the manual allows. */
const areApproximate = (a: bigint, b: bigint): boolean => {
  const view = new DataView(new ArrayBuffer(16));
  view.setBigUint64(0, a);
  view.setBigUint64(8, b);
  for (const at of [0, 4]) {
    const x = view.getFloat32(at);
    const y = view.getFloat32(at + 8);
    if (view.getUint32(at) === view.getUint32(at + 8)) continue;
    if (!(Math.abs(x - y) <= Math.abs(x) * 3 * 2 ** -12)) return false;
  }
  return true;
};

/** Bytes of memory that hold pointers of the last x87 instruction: [from, to) relative to the operand. */
const pointerBytes = ({ row, encoded }: Case): readonly (readonly [number, number])[] => {
  if (row.row.vendor !== "pointers") return [];
  if (row.row.mnemonic.startsWith("fxsave")) {
    return [
      [6, 24],
      [28, 32],
    ];
  }
  const isShort = encoded.bytes.includes(0x66);
  return isShort ? [[6, 14]] : [[12, 28]];
};

export const compare = (test: Case, native: DataView, reference: DataView): readonly Mismatch[] => {
  const out: Mismatch[] = [];
  const word = (name: "landing" | "signal" | "vector" | "error" | "address" | "rip"): void =>
    differ(out, name, native.getBigUint64(OUTCOME[name], true), reference.getBigUint64(OUTCOME[name], true));
  const landing = Number(native.getBigUint64(OUTCOME.landing, true));
  const landed = Number(reference.getBigUint64(OUTCOME.landing, true));
  differ(out, "landing", landing, landed, (value) => LANDINGS[Number(value)] ?? String(value));
  if (landing === SIGNAL || landed === SIGNAL) {
    for (const name of ["signal", "vector", "error", "address", "rip"] as const) word(name);
  }
  REGISTERS.forEach((name, index) => {
    const at = OUTCOME.gpr + index * 8;
    differ(out, name, native.getBigUint64(at, true), reference.getBigUint64(at, true));
  });
  const flagMask = ALL_FLAGS & ~undefinedFlags(test);
  const flagsOf = (view: DataView): number => view.getUint32(OUTCOME.rflags, true) & flagMask;
  differ(out, "rflags", flagsOf(native), flagsOf(reference));
  compareFloat(test, out, native, reference);
  compareMemory(test, out, native, reference);
  return out;
};

const compareFloat = (test: Case, out: Mismatch[], native: DataView, reference: DataView): void => {
  const { vendor } = test.row.row;
  const at = (offset: number): number => OUTCOME.fx + offset;
  differ(out, "fcw", native.getUint16(at(FX.control), true), reference.getUint16(at(FX.control), true));
  const statusMask = vendor === "last-bit" || vendor === "c1" ? ~0x200 : vendor === "mmx-entry" ? ~0x3800 : ~0;
  const statusOf = (view: DataView): number => view.getUint16(at(FX.status), true) & statusMask & 0xffff;
  differ(out, "fsw", statusOf(native), statusOf(reference));
  if (vendor !== "mmx-entry") differ(out, "ftw", native.getUint8(at(FX.tags)), reference.getUint8(at(FX.tags)));
  differ(out, "mxcsr", native.getUint32(at(FX.mxcsr), true), reference.getUint32(at(FX.mxcsr), true));
  // Entry into MMX turns the stack: ST(i) is then another register.
  for (let i = vendor === "mmx-entry" ? 8 : 0; i < 8; i++) {
    const a = extendedAt(native, at(FX.x87 + i * 16));
    const b = extendedAt(reference, at(FX.x87 + i * 16));
    if (vendor === "last-bit" && isNear(a, b)) continue;
    differ(out, `st${i}`, a, b);
  }
  for (let i = 0; i < 32; i++) {
    const a = native.getBigUint64(at(FX.xmm + i * 8), true);
    const b = reference.getBigUint64(at(FX.xmm + i * 8), true);
    if (a === b || (vendor === "approximate" && areApproximate(a, b))) continue;
    differ(out, `xmm${i >> 1}${(i & 1) === 0 ? " low" : " high"}`, a, b);
  }
};

const compareMemory = (test: Case, out: Mismatch[], native: DataView, reference: DataView): void => {
  const base = (test.encoded.address ?? 0) - WINDOW;
  const ignored = pointerBytes(test);
  for (let i = 0; i < WINDOW_SIZE; i++) {
    if (ignored.some(([from, to]) => i >= base + from && i < base + to)) continue;
    differ(out, `memory+${i}`, native.getUint8(OUTCOME.memory + i), reference.getUint8(OUTCOME.memory + i));
    if (out.length > 12) return;
  }
};
