/** SSE conversions with exact flags, and those to and from MMX registers. */
import { convertFormat, fromInteger, toInteger } from "../float/convert.ts";
import { BINARY32, BINARY64, type FloatEnv } from "../float/format.ts";
import { pack32, pack64, unpack32, unpack64, type Value } from "../float/value.ts";
import type { Handler, HandlerCpu } from "../handler.ts";
import { VECTOR } from "../vectors.ts";
import { sseBegin, sseFinish, sseSource } from "./exceptions.ts";

/** What an element is: a float or a signed integer of so many bytes. */
export type Kind = "f4" | "f8" | "i4" | "i8";
const sizeOf = (kind: Kind): 4 | 8 => (kind.endsWith("8") ? 8 : 4);

function load(cpu: HandlerCpu, env: FloatEnv, at: number, kind: Kind): Value | bigint {
  const { view } = cpu;
  if (kind === "f4") return unpack32(env, view.getUint32(at, true));
  if (kind === "f8") return unpack64(env, view.getBigUint64(at, true));
  return kind === "i4" ? BigInt(view.getInt32(at, true)) : view.getBigInt64(at, true);
}

/** The bits of one converted element. */
function convert(env: FloatEnv, from: Value | bigint, to: Kind, truncates: boolean): bigint {
  const format = to === "f4" ? BINARY32 : BINARY64;
  if (to === "i4" || to === "i8") {
    if (typeof from === "bigint") throw new Error("an integer needs no conversion");
    return BigInt.asUintN(8 * sizeOf(to), toInteger(env, from, 8 * sizeOf(to), truncates));
  }
  const value = typeof from === "bigint" ? fromInteger(env, format, from) : convertFormat(env, format, from);
  return to === "f4" ? BigInt(pack32(value)) : pack64(value);
}

/** Where a destination's elements go and what becomes of the rest of the register. */
export type Destination = "scalar" | "zeroed" | "general" | "mmx";

/**
 * Converts `count` elements. `scalar`: the rest of the xmm register stays; `zeroed`: it becomes zero; `general`: a
 * general register (32-bit results clear its upper half); `mmx`: an MMX register.
 */
export function slowConvert(from: Kind, to: Kind, count: number, destination: Destination, truncates = false): Handler {
  return (cpu, record) => {
    const env = sseBegin(cpu);
    if (destination === "mmx" && cpu.x87.pending) cpu.raise(record, VECTOR.x87);
    const source = sseSource(cpu, record, sizeOf(from) * count);
    const results: bigint[] = [];
    for (let i = 0; i < count; i++) {
      results.push(convert(env, load(cpu, env, source + i * sizeOf(from), from), to, truncates));
    }
    // The change to MMX stays even if the instruction then faults.
    if (destination === "mmx") enterMmx(cpu);
    sseFinish(cpu, record, env);
    const at = cpu.first(record);
    if (destination === "zeroed") cpu.u64.fill(0n, at >> 3, (at >> 3) + 2);
    if (destination === "general") cpu.u64[at >> 3] = results[0]!;
    else {
      for (const [i, bits] of results.entries()) {
        if (sizeOf(to) === 8) cpu.u64[(at >> 3) + i] = bits;
        else cpu.u32[(at >> 2) + i] = Number(bits);
      }
    }
    if (destination === "mmx") cpu.u16[(at + 8) >> 1] = 0xffff;
  };
}

/** CVTPI2PS and CVTPI2PD. Only with an MMX register as source are they MMX instructions. */
export function slowFromMmx(to: "f4" | "f8"): Handler {
  const run = slowConvert("i4", to, 2, "scalar");
  return (cpu, record) => {
    if (!cpu.isMemory()) {
      if (cpu.x87.pending) cpu.raise(record, VECTOR.x87);
      enterMmx(cpu);
    }
    run(cpu, record);
  };
}

/** Every MMX instruction makes all x87 registers valid and their top the first. */
export function enterMmx(cpu: HandlerCpu): void {
  cpu.x87.top = 0;
  cpu.x87.tags = 0xff;
}
