/** CPUID: reports exactly what the machine implements, so that libc's dispatchers choose accordingly. */
import type { HandlerCpu } from "../handler.ts";
import { GPR, REG } from "../layout.ts";

/** Leaf 1, edx, which is also what AT_HWCAP says: fpu tsc msr pae cx8 sep apic pge cmov pat clflush mmx fxsr sse sse2. */
export const FEATURES_EDX =
  (1 << 0) | // fpu
  (1 << 4) | // tsc
  (1 << 5) | // msr
  (1 << 6) | // pae
  (1 << 8) | // cx8
  (1 << 13) | // pge
  (1 << 15) | // cmov
  (1 << 16) | // pat
  (1 << 19) | // clflush
  (1 << 23) | // mmx
  (1 << 24) | // fxsr
  (1 << 25) | // sse
  (1 << 26); // sse2
const FEATURES_ECX =
  (1 << 0) | // sse3
  (1 << 13); // cx16

/** Leaf 0x80000001. */
const EXTENDED_EDX = (1 << 11) | (1 << 20) | (1 << 29); // syscall, nx, long mode
const EXTENDED_ECX = 1 << 0; // lahf in 64-bit mode

/** Family 6, model 1, stepping 1. */
const SIGNATURE = 0x611;
const BRAND = "Syscall contracts reference x86-64";

type Leaf = readonly [eax: number, ebx: number, ecx: number, edx: number];

const word = (text: string, at: number): number => {
  let value = 0;
  for (let i = 3; i >= 0; i--) value = (value << 8) | (text.charCodeAt(at + i) || 0);
  return value;
};
const VENDOR = "GenuineIntel";

function leaf(number: number): Leaf {
  switch (number >>> 0) {
    case 0:
      return [1, word(VENDOR, 0), word(VENDOR, 8), word(VENDOR, 4)];
    case 1:
      // One logical processor, cache lines of 64 bytes.
      return [SIGNATURE, (1 << 16) | (8 << 8), FEATURES_ECX, FEATURES_EDX];
    case 0x80000000:
      return [0x80000008, 0, 0, 0];
    case 0x80000001:
      return [0, 0, EXTENDED_ECX, EXTENDED_EDX];
    case 0x80000002:
    case 0x80000003:
    case 0x80000004: {
      const at = ((number >>> 0) - 0x80000002) * 16;
      return [word(BRAND, at), word(BRAND, at + 4), word(BRAND, at + 8), word(BRAND, at + 12)];
    }
    case 0x80000008:
      return [(48 << 8) | 40, 0, 0, 0];
    default:
      return [0, 0, 0, 0];
  }
}

export function cpuid(cpu: HandlerCpu): void {
  const { u32 } = cpu;
  const at = GPR >> 2;
  const values = leaf(u32[at + REG.rax * 2]!);
  const order = [REG.rax, REG.rbx, REG.rcx, REG.rdx];
  for (let i = 0; i < 4; i++) {
    const register = order[i] ?? 0;
    u32[at + register * 2] = values[i] ?? 0;
    u32[at + register * 2 + 1] = 0;
  }
}
