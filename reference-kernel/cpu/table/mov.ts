/** Moves: mov in all forms, with extension, lea, xchg, cmov, set, conversions within the accumulator, bswap, xlat. */
import { RECORD } from "../emit/record.ts";
import { ADDRESSING, type Sem } from "../emit/sem.ts";
import { GPR, REG } from "../layout.ts";
import { I64, LOAD } from "../wasm/opcodes.ts";
import { type Emit, type Row, row } from "./form.ts";

const RAX = GPR + REG.rax * 8;
const RBX = GPR + REG.rbx * 8;
const RDX = GPR + REG.rdx * 8;

const mov: Emit = (s) => {
  const value = s.local(s.read(1));
  s.write(0, value);
};

const movSigned: Emit = (s) => {
  const value = s.local(s.readSigned(1));
  s.write(0, value);
};

const lea: Emit = (s) => {
  const address = s.local(s.effectiveAddress(false));
  s.write(0, address);
};

const xchg: Emit = (s) => {
  const a = s.local(s.read(0));
  const b = s.local(s.read(1));
  s.write(0, b);
  s.write(1, a);
};

/** The condition does not spare the memory access; a 32-bit destination is zero-extended either way. */
const cmov =
  (condition: number): Emit =>
  (s) => {
    const source = s.local(s.read(1));
    const old = s.local(s.read(0));
    s.code.get(source).get(old);
    s.condition(condition).select();
    const value = s.local(s.code);
    s.write(0, value);
  };

const set =
  (condition: number): Emit =>
  (s) => {
    const value = s.local(s.condition(condition).op(I64.extend_i32_u));
    s.write(0, value);
  };

/** cbw, cwde, cdqe: the accumulator from its lower half. */
const extendAccumulator: Emit = (s) => {
  s.readAt(RAX);
  const value = s.local(s.signExtend(s.size / 2));
  writeFixed(s, RAX, value);
};

/** cwd, cdq, cqo: rdx becomes the sign of the accumulator. */
const signToData: Emit = (s) => {
  s.readAt(RAX);
  const value = s.local(s.signExtend().i64(63).op(I64.shr_s));
  writeFixed(s, RDX, value);
};

/** Stores a local as the operand size asks: 32-bit writes clear the upper half. */
export function writeFixed(s: Sem, offset: number, value: number, size = s.size): void {
  if (size === 4) {
    const low = s.local(s.code.get(value).low32());
    s.writeAt(offset, low);
  } else s.writeAt(offset, value, size);
}

/** With a 16-bit operand the processor gives zero (architecturally undefined). */
const bswap: Emit = (s) => {
  const value = s.local(s.read(0));
  const { code } = s;
  if (s.size === 2) code.i64(0);
  else {
    // Swap bytes within pairs, pairs within words, words within the whole.
    const swap = (mask: bigint, shift: number): void => {
      code.get(value).i64(shift).op(I64.shr_u).i64(mask).op(I64.and);
      code.get(value).i64(mask).op(I64.and).i64(shift).op(I64.shl).op(I64.or).set(value);
    };
    swap(0x00ff00ff00ff00ffn, 8);
    swap(0x0000ffff0000ffffn, 16);
    code.get(value).i64(32).op(I64.rotl);
    if (s.size === 4) code.i64(32).op(I64.shr_u);
  }
  const result = s.local(code);
  s.write(0, result);
};

/** al = [rbx + al]; the segment may be overridden, the address size may be 32. */
const xlat: Emit = (s) => {
  const { code } = s;
  s.readAt(RBX);
  s.readAt(RAX, 1).op(I64.add);
  if (s.variant.addressing === ADDRESSING.narrow) code.low32();
  s.field(LOAD.i32_16u, RECORD.segment).load(LOAD.i64).op(I64.add);
  const value = s.local(s.loadFrom(1));
  s.writeAt(RAX, value, 1);
};

export const CONDITIONS = ["o", "no", "b", "ae", "e", "ne", "be", "a", "s", "ns", "p", "np", "l", "ge", "le", "g"];
/** Flags that a condition reads, by its number without the lowest bit. */
export const CONDITION_READS = ["o", "c", "z", "cz", "s", "p", "so", "szo"];
const hex = (value: number): string => value.toString(16).padStart(2, "0").toUpperCase();

const conditional = CONDITIONS.flatMap((name, i) => {
  const reads = CONDITION_READS[i >> 1] ?? "";
  return [
    row(`0F ${hex(0x40 + i)} /r`, `cmov${name}`, "+Gv Ev", cmov(i), { reads }),
    row(`0F ${hex(0x90 + i)} /r`, `set${name}`, "=Eb", set(i), { size: "b", reads }),
  ];
});

export const MOV_ROWS: readonly Row[] = [
  row("88 /r", "mov", "=Eb Gb", mov, { size: "b" }),
  row("89 /r", "mov", "=Ev Gv", mov),
  row("8A /r", "mov", "=Gb Eb", mov, { size: "b" }),
  row("8B /r", "mov", "=Gv Ev", mov),
  row("A0", "mov", "=Ab Ob", mov, { size: "b", recipe: "absolute" }),
  row("A1", "mov", "=Av Ov", mov, { recipe: "absolute" }),
  row("A2", "mov", "=Ob Ab", mov, { size: "b", recipe: "absolute" }),
  row("A3", "mov", "=Ov Av", mov, { recipe: "absolute" }),
  row("B0+r", "mov", "=Zb Ib", mov, { size: "b" }),
  row("B8+r", "mov", "=Zv Iv", mov),
  row("C6 /0", "mov", "=Eb Ib", mov, { size: "b" }),
  row("C7 /0", "mov", "=Ev Iz", mov),
  row("0F B6 /r", "movzx", "=Gv Eb", mov),
  row("0F B7 /r", "movzx", "=Gv Ew", mov),
  row("0F BE /r", "movsx", "=Gv Eb", movSigned),
  row("0F BF /r", "movsx", "=Gv Ew", movSigned),
  row("63 /r W1", "movsxd", "=Gv Ed", movSigned),
  row("63 /r W0", "movsxd", "=Gv Ev", mov),
  row("8D /r", "lea", "=Gv M", lea),
  row("86 /r", "xchg", "+Eb +Gb", xchg, { size: "b", lock: true }),
  row("87 /r", "xchg", "+Ev +Gv", xchg, { lock: true }),
  row("90+r", "xchg", "+Zv +Av", xchg),
  row("98", "cbw|cwde|cdqe", "", extendAccumulator),
  row("99", "cwd|cdq|cqo", "", signToData),
  row("0F C8+r", "bswap", "+Zv", bswap),
  row("D7", "xlat", "", xlat, { faults: true, recipe: "xlat" }),
  ...conditional,
];
