/**
 * Runs single x87, MMX and SSE instructions on the real processor and on the machine and compares everything that they
 * can change. By hand: `node differential.ts [cases per row] [seed] [mnemonic]`.
 */
import { execFileSync, spawnSync } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { FAULT_UNMAPPED } from "../../../memory/mmu.ts";
import { operand32, operand64, operand80, Random } from "../../float/testing/cases.ts";
import { loadFxsave, saveFxsave } from "../../fxsave.ts";
import { REG } from "../../layout.ts";
import { type Machine, MachinePool, REASON, VECTOR } from "../../machine.ts";
import { writeStatusFlags } from "../../rflags.ts";
import type { Row } from "../../table/form.ts";
import { PACKED_ROWS } from "../../table/packed.ts";
import { SSE_FLOAT_ROWS } from "../../table/sse-float.ts";
import { SSE_MOVE_ROWS } from "../../table/sse-move.ts";
import { SSE_STATE_ROWS } from "../../table/sse-state.ts";
import { X87_ROWS } from "../../table/x87.ts";

export const CHECKED_ROWS: readonly Row[] = [
  ...X87_ROWS,
  ...SSE_MOVE_ROWS,
  ...PACKED_ROWS,
  ...SSE_FLOAT_ROWS,
  ...SSE_STATE_ROWS,
];

const STATE_SIZE = 512 + 512 + 24;

export interface Trial {
  readonly row: Row;
  readonly code: Uint8Array;
  /** Image, memory, rax, rcx, rflags, as run-one.c has them. */
  readonly state: Uint8Array;
}

/** With prefix 66 these have another form in memory. */
const ENVIRONMENT = /^(fldenv|fnstenv|fnsave|frstor)$/;

/** Bytes of memory (from, to) that hold the pointers to the last x87 instruction, which processors keep differently. */
function pointerBytes({ row, code }: Trial): [number, number][] {
  if (row.vendor !== "pointers") return [];
  const start = code[code.length - 1] ?? 0;
  if (row.mnemonic.startsWith("fxsave")) return [6, 28].map((at, i) => [start + at, start + (i === 0 ? 24 : 32)]);
  return [code[0] === 0x66 ? [start + 6, start + 14] : [start + 12, start + 28]];
}

/** One encoding of a row: registers or memory at [rbx + n]. */
function encode(random: Random, row: Row): Uint8Array {
  const tokens = row.encoding.split(" ");
  const bytes: number[] = [];
  if (/^(66|F2|F3)$/.test(tokens[0] ?? "") && tokens.length > 1) bytes.push(Number.parseInt(tokens.shift() ?? "", 16));
  if (tokens[0] === "NP") tokens.shift();
  if (ENVIRONMENT.test(row.mnemonic) && random.below(2) === 0) bytes.push(0x66);
  const operands = row.operands.split(" ").map((text) => text.replace(/^[=+]/, ""));
  const wide = operands.some((text) => /^[EGM]y$/.test(text)) || row.mnemonic.includes("|") ? random.below(2) : 0;
  const highReg = operands.some((text) => text.startsWith("V")) ? random.below(2) : 0;
  const highRm = operands.some((text) => /^[UW]/.test(text)) ? random.below(2) : 0;
  const forms = operands.find((text) => /^[EWQUNRM]/.test(text)) ?? "";
  const memory = /^M/.test(forms) || (/^[EWQ]/.test(forms) && random.below(2) === 0);
  // The address size does not matter without an address.
  if (!memory && !row.mnemonic.startsWith("maskmov") && random.below(10) === 0) bytes.unshift(0x67);
  const rex = (wide << 3) | (highReg << 2) | (memory ? 0 : highRm);
  if (rex !== 0) bytes.push(0x40 | rex);
  let reg = operands.some((text) => text.startsWith("G")) ? random.below(2) : random.below(8);
  let modrm = -1;
  for (const token of tokens) {
    if (token.startsWith("/")) {
      if (token !== "/r") reg = Number(token[1]);
      modrm = 0;
    } else if (token.endsWith("+i")) bytes.push(Number.parseInt(token, 16) + random.below(8));
    else if (/^[0-9A-F]{2}$/.test(token)) bytes.push(Number.parseInt(token, 16));
  }
  if (modrm === 0) {
    const general = /^[ER]/.test(forms);
    if (!memory) bytes.push(0xc0 | (reg << 3) | (general ? random.below(2) : random.below(8)));
    else if (row.aligned === true || row.mnemonic.startsWith("fx")) {
      bytes.push(0x43 | (reg << 3), random.below(12) === 0 ? 8 : 16 * random.below(2));
    } else bytes.push(0x43 | (reg << 3), random.below(17));
  }
  if (operands.some((text) => text === "Ib")) bytes.push(random.below(3) === 0 ? random.below(256) : random.below(70));
  return Uint8Array.from(bytes);
}

function fillVector(random: Random, view: DataView, at: number, kind: number): void {
  for (let i = 0; i < 16; i += 4) view.setUint32(at + i, random.word(), true);
  if (kind === 0) for (let i = 0; i < 16; i += 4) view.setUint32(at + i, Number(operand32(random)), true);
  else if (kind === 1) for (let i = 0; i < 16; i += 8) view.setBigUint64(at + i, operand64(random), true);
  else if (kind === 2) {
    for (let i = 0; i < 16; i++) view.setUint8(at + i, random.pick([0, 1, 2, 0x7f, 0x80, 0x81, 0xfe, 0xff]));
  } else if (kind === 3) view.setBigUint64(at, BigInt(random.below(70)), true);
  else if (kind === 4) for (let i = 0; i < 16; i += 4) view.setFloat32(at + i, random.below(2000) - 1000, true);
  else if (kind === 5) for (let i = 0; i < 16; i += 8) view.setFloat64(at + i, random.below(2000) - 1000, true);
  else if (kind === 6) for (let i = 0; i < 16; i += 8) view.setFloat64(at + i, (random.below(2000) - 1000) / 7, true);
}

function makeState(random: Random, row: Row): Uint8Array {
  const bytes = new Uint8Array(STATE_SIZE);
  const view = new DataView(bytes.buffer);
  const usual = random.below(2) === 0;
  view.setUint16(0, usual ? 0x37f : 0x40 | (random.word() & 0xf3f), true);
  const flags = random.below(4) === 0 ? random.below(64) : random.pick([0, 0x20]);
  // A pending exception only now and then.
  const masks = view.getUint16(0, true) & 0x3f;
  const safe = random.below(10) === 0 ? flags : flags & masks;
  view.setUint16(2, (random.below(8) << 11) | safe | (random.word() & 0x4740), true);
  bytes[4] = random.below(3) === 0 ? random.below(256) : random.pick([0xff, 0, 0x7f, 0xfe]);
  const mxMasks = random.below(4) === 0 ? random.word() & 0xffc0 : 0x1f80;
  view.setUint32(24, mxMasks | (random.below(3) === 0 ? random.below(64) : random.pick([0, 0x20])), true);
  for (let i = 0; i < 8; i++) {
    const [signExponent, sig] = operand80(random);
    view.setBigUint64(32 + 16 * i, sig, true);
    view.setUint16(40 + 16 * i, signExponent, true);
  }
  const kind = random.below(8);
  const pick = (): number => (random.below(4) === 0 ? random.below(8) : kind);
  for (let i = 0; i < 16; i++) fillVector(random, view, 160 + 16 * i, pick());
  for (let at = 512; at < 1024; at += 16) fillVector(random, view, at, pick());
  if (row.mnemonic.startsWith("fld") || row.mnemonic.startsWith("fb")) {
    for (let at = 512; at < 560; at++)
      if (row.mnemonic === "fbld") bytes[at] = (random.below(10) << 4) | random.below(10);
  }
  if (/^(fldenv|frstor|fxrstor)/.test(row.mnemonic)) {
    // Images as those instructions expect them.
    for (let at = 512; at < 1024; at += 4) view.setUint32(at, random.word(), true);
    for (const at of [512, 528]) view.setUint32(at + 24, 0x1f80, true);
  }
  if (row.mnemonic === "ldmxcsr") for (let at = 512; at < 540; at++) bytes[at] = random.pick([0, 0x1f, 0x80, 0]);
  view.setBigUint64(1024, random.bits64(), true);
  view.setBigUint64(1032, random.bits64(), true);
  view.setBigUint64(1040, BigInt(0x202 | (random.word() & 0x8d5)), true);
  return bytes;
}

export function makeTrial(random: Random, row: Row): Trial {
  return { row, code: encode(random, row), state: makeState(random, row) };
}

export interface Outcome {
  readonly signal: number;
  readonly state: Uint8Array;
}

/** Builds the native runner, or answers null where there is no compiler. */
export function buildNative(): { run(trials: readonly Trial[]): Outcome[]; remove(): void } | null {
  const folder = mkdtempSync(join(tmpdir(), "run-one-"));
  const binary = join(folder, "run-one");
  try {
    const source = join(import.meta.dirname, "run-one.c");
    execFileSync("gcc", ["-D_GNU_SOURCE", "-O1", "-o", binary, source], { stdio: "ignore" });
  } catch {
    rmSync(folder, { recursive: true });
    return null;
  }
  return {
    run(trials) {
      const input = new Uint8Array(trials.length * (16 + STATE_SIZE));
      for (const [i, { code, state }] of trials.entries()) {
        const at = i * (16 + STATE_SIZE);
        input[at] = code.length;
        input.set(code, at + 1);
        input.set(state, at + 16);
      }
      const { stdout } = spawnSync(binary, { input, maxBuffer: 1 << 30 });
      return trials.map((_, i) => {
        const at = i * (8 + STATE_SIZE);
        return { signal: stdout[at] ?? -1, state: Uint8Array.from(stdout.subarray(at + 8, at + 8 + STATE_SIZE)) };
      });
    },
    remove() {
      rmSync(folder, { recursive: true });
    },
  };
}

const CODE = 0x400000;
const DATA = 0x500000;
const SIGNALS: Readonly<Record<number, number>> = {
  [VECTOR.x87]: 8,
  [VECTOR.simd]: 8,
  [VECTOR.invalidOpcode]: 4,
  [VECTOR.generalProtection]: 11,
  [VECTOR.pageFault]: 11,
};

/** One machine with a page of code and one of data. */
export class OneMachine {
  private readonly machine: Machine;
  private readonly code: number;
  private readonly data: number;

  constructor() {
    this.machine = new MachinePool().acquire({ size: 1 << 26 });
    this.code = this.machine.physical.allocFrame() * 4096;
    this.data = this.machine.physical.allocFrame() * 4096;
    const pages = new Map([
      [CODE, this.code],
      [DATA, this.data],
    ]);
    this.machine.useSpace(this.machine.createSpace({ translate: (page) => pages.get(page) ?? FAULT_UNMAPPED }));
  }

  run({ code, state }: Trial): Outcome {
    const { machine } = this;
    const { physical, registers } = machine;
    const view = new DataView(state.buffer, state.byteOffset);
    physical.touch(this.code >> 12);
    physical.u8.set(code, this.code);
    physical.u8.set([0x0f, 0x05], this.code + code.length);
    physical.u8.set(state.subarray(512, 1024), this.data + 1024);
    loadFxsave(registers.raw.u32, new Uint32Array(state.buffer, state.byteOffset), 0);
    registers.setBig(REG.rax, view.getBigUint64(1024, true));
    registers.setBig(REG.rcx, view.getBigUint64(1032, true));
    registers.set(REG.rbx, DATA + 1024);
    registers.set(REG.rdi, DATA + 1024 + 64);
    const flags = view.getUint32(1040, true);
    registers.rflags = flags;
    writeStatusFlags(physical, flags);
    registers.rip = CODE;
    const reason = machine.run(1);
    const out = state.slice();
    saveFxsave(registers.raw.u32, new Uint32Array(out.buffer), 0);
    out.set(physical.u8.subarray(this.data + 1024, this.data + 1536), 512);
    const after = new DataView(out.buffer);
    after.setBigUint64(1024, registers.big(REG.rax), true);
    after.setBigUint64(1032, registers.big(REG.rcx), true);
    after.setBigUint64(1040, BigInt(registers.rflags), true);
    return { signal: reason === REASON.fault ? (SIGNALS[machine.vector] ?? 99) : 0, state: out };
  }
}

const hex = (bytes: Uint8Array): string => Buffer.from(bytes).toString("hex");

/** The name of the first thing that differs, or null. */
export function difference(trial: Trial, native: Outcome, ours: Outcome): string | null {
  if (native.signal !== ours.signal) return `signal ${native.signal}, ours ${ours.signal}`;
  const approximate = trial.row.vendor === "approximate";
  const lastBit = trial.row.vendor === "last-bit";
  const a = new DataView(native.state.buffer);
  const b = new DataView(ours.state.buffer);
  const at = (offset: number, size: number, name: string): string | null => {
    const x = hex(native.state.subarray(offset, offset + size));
    const y = hex(ours.state.subarray(offset, offset + size));
    return x === y ? null : `${name} ${x}, ours ${y}`;
  };
  const vendor = trial.row.vendor;
  const statusMask = lastBit || vendor === "c1" ? 0xfdff : vendor === "mmx-entry" ? 0xc7ff : 0xffff;
  if (((a.getUint16(2, true) ^ b.getUint16(2, true)) & statusMask) !== 0) {
    return `status ${a.getUint16(2, true).toString(16)}, ours ${b.getUint16(2, true).toString(16)}`;
  }
  const parts: [number, number, string][] = [
    [0, 2, "control"],
    [4, vendor === "mmx-entry" ? 0 : 1, "tags"],
    [24, 4, "mxcsr"],
    [1024, 8, "rax"],
    [1032, 8, "rcx"],
  ];
  for (let i = 0; i < 16 && !approximate; i++) parts.push([160 + 16 * i, 16, `xmm${i}`]);
  const rotated = vendor === "mmx-entry";
  for (let i = rotated ? 8 : lastBit ? 2 : 0; i < 8; i++) parts.push([32 + 16 * i, 10, `st${i}`]);
  for (const [from, to] of pointerBytes(trial)) {
    native.state.fill(0, 512 + from, 512 + to);
    ours.state.fill(0, 512 + from, 512 + to);
  }
  parts.push([512, 512, "memory"]);
  for (const [offset, size, name] of parts) {
    const found = at(offset, size, name);
    if (found !== null) return found;
  }
  if (lastBit) {
    for (let i = 0; i < 2; i++) {
      const position = (view: DataView): bigint =>
        (BigInt(view.getUint16(40 + 16 * i, true)) << 63n) +
        (view.getBigUint64(32 + 16 * i, true) & ((1n << 63n) - 1n));
      const gap = position(a) - position(b);
      if (gap > 2n || gap < -2n) return at(32 + 16 * i, 10, `st${i}`);
    }
  }
  if (((a.getUint32(1040, true) ^ b.getUint32(1040, true)) & 0x8d5) !== 0) {
    return `flags ${(a.getUint32(1040, true) & 0x8d5).toString(16)}, ours ${(b.getUint32(1040, true) & 0x8d5).toString(16)}`;
  }
  return null;
}

export function describe(trial: Trial, found: string): string {
  const image = new DataView(trial.state.buffer);
  return `${hex(trial.code)} ${trial.row.mnemonic} ${trial.row.operands}: ${found}
    cw ${image.getUint16(0, true).toString(16)} sw ${image.getUint16(2, true).toString(16)} tags ${trial.state[4]?.toString(16)} mxcsr ${image.getUint32(24, true).toString(16)}`;
}

if (import.meta.main) {
  const [count = "100", seed = "1", only] = process.argv.slice(2);
  const native = buildNative();
  if (native === null) throw new Error("no gcc");
  const machine = new OneMachine();
  const random = new Random(Number(seed));
  for (const row of CHECKED_ROWS) {
    if (only !== undefined && row.mnemonic !== only) continue;
    const trials = Array.from({ length: Number(count) }, () => makeTrial(random, row));
    const outcomes = native.run(trials);
    const wrong: string[] = [];
    for (const [i, trial] of trials.entries()) {
      const outcome = outcomes[i];
      if (outcome === undefined) throw new Error("the native runner ended early");
      const found = difference(trial, outcome, machine.run(trial));
      if (found !== null) wrong.push(describe(trial, found));
    }
    if (wrong.length > 0)
      console.log(`${row.encoding}: ${wrong.length} of ${count}\n  ${wrong.slice(0, 2).join("\n  ")}`);
  }
  native.remove();
}
