/**
 * Classic BPF programs (bpf_check_classic in the kernel): filters on sockets (SO_ATTACH_FILTER in socket(7)), which read a
 * packet in the order of the network, and on system calls (seccomp(2)), which read the call in the machine's.
 */
import { EINVAL } from "../abi/errors.ts";

export interface Instruction {
  readonly code: number;
  readonly jt: number;
  readonly jf: number;
  readonly k: number;
}

/** Most instructions (BPF_MAXINSNS). */
export const FILTER_MOST = 4096;

/** Classes, the low three bits of a code; sizes, modes, operations and sources are the others. */
const LD = 0;
const LDX = 1;
const ST = 2;
const STX = 3;
const ALU = 4;
const JMP = 5;
const RET = 6;
const MISC = 7;
const SIZE_BYTES: Readonly<Record<number, number>> = { 0: 4, 8: 2, 16: 1 };
const IMM = 0x00;
const ABS = 0x20;
const IND = 0x40;
const MEM = 0x60;
const LEN = 0x80;
const MSH = 0xa0;
const FROM_X = 0x08;
const DIV = 0x30;
const LSH = 0x60;
const RSH = 0x70;
const MOD = 0x90;
const WORDS = 16;
/** Loads from here on ask the kernel, not the packet (SKF_AD_OFF); none is here. */
const ANCILLARY = 0xffff_f000;

export class ClassicFilter {
  readonly program: readonly Instruction[];

  /** EINVAL for a program that could run wild. */
  constructor(program: readonly Instruction[]) {
    if (program.length === 0 || program.length > FILTER_MOST) throw EINVAL;
    program.forEach((instruction, at) => {
      check(instruction, program.length - at);
    });
    if (((program.at(-1)?.code ?? 0) & 7) !== RET) throw EINVAL;
    checkWords(program);
    this.program = program;
  }

  /** How many bytes of the packet are kept; 0 drops it. A load beyond its end drops it, too. */
  run(packet: Uint8Array): number {
    return this.runOver(new DataView(packet.buffer, packet.byteOffset, packet.length), false);
  }

  /** What the program answers for some data; 0 for a load beyond its end or a division by zero. */
  runOver(view: DataView, isLittleEndian: boolean): number {
    const memory = new Uint32Array(WORDS);
    let a = 0;
    let x = 0;
    for (let at = 0; at < this.program.length; at++) {
      const { code, jt, jf, k } = this.program[at] as Instruction;
      switch (code & 7) {
        case LD: {
          const value = load(view, isLittleEndian, code, k, x, memory);
          if (value < 0) return 0;
          a = value;
          break;
        }
        case LDX:
          if ((code & 0xe0) === MSH) {
            if (k >= view.byteLength) return 0;
            x = (view.getUint8(k) & 0xf) * 4;
          } else x = load(view, isLittleEndian, code, k, 0, memory);
          break;
        case ST:
          memory[k] = a;
          break;
        case STX:
          memory[k] = x;
          break;
        case ALU: {
          const operand = (code & FROM_X) !== 0 ? x : k;
          if (operand === 0 && ((code & 0xf0) === DIV || (code & 0xf0) === MOD)) return 0;
          a = calculate(code & 0xf0, a, operand);
          break;
        }
        case JMP:
          at += jump(code, a, x, k, jt, jf);
          break;
        case RET:
          return (code & 0x18) === 0x10 ? a : k;
        default:
          if (code === MISC) x = a;
          else a = x;
      }
    }
    return 0;
  }
}

/** A loaded value, -1 beyond the data's end. */
const load = (
  view: DataView,
  isLittleEndian: boolean,
  code: number,
  k: number,
  x: number,
  memory: Uint32Array,
): number => {
  switch (code & 0xe0) {
    case IMM:
      return k;
    case LEN:
      return view.byteLength;
    case MEM:
      return memory[k] ?? 0;
    default: {
      const size = SIZE_BYTES[code & 0x18] ?? 4;
      const at = (code & 0xe0) === IND ? (x + k) >>> 0 : k;
      if (at + size > view.byteLength) return -1;
      if (size === 4) return view.getUint32(at, isLittleEndian);
      return size === 2 ? view.getUint16(at, isLittleEndian) : view.getUint8(at);
    }
  }
};

const calculate = (operation: number, a: number, b: number): number => {
  switch (operation) {
    case 0x00:
      return (a + b) >>> 0;
    case 0x10:
      return (a - b) >>> 0;
    case 0x20:
      return Math.imul(a, b) >>> 0;
    case DIV:
      return Math.floor(a / b);
    case 0x40:
      return (a | b) >>> 0;
    case 0x50:
      return (a & b) >>> 0;
    case LSH:
      return (a << (b & 31)) >>> 0;
    case RSH:
      return a >>> (b & 31);
    case 0x80:
      return -a >>> 0;
    case MOD:
      return a % b;
    default:
      return (a ^ b) >>> 0;
  }
};

const jump = (code: number, a: number, x: number, k: number, jt: number, jf: number): number => {
  const operand = (code & FROM_X) !== 0 ? x : k;
  switch (code & 0xf0) {
    case 0x00:
      return k;
    case 0x10:
      return a === operand ? jt : jf;
    case 0x20:
      return a > operand ? jt : jf;
    case 0x30:
      return a >= operand ? jt : jf;
    default:
      return (a & operand) !== 0 ? jt : jf;
  }
};

/** `left` counts this instruction and those behind it. */
const check = ({ code, jt, jf, k }: Instruction, left: number): void => {
  if (!isKnown(code)) throw EINVAL;
  const operation = code & 0xf0;
  switch (code & 7) {
    case LD:
      if ((code & 0xe0) === ABS && k >= ANCILLARY) throw EINVAL;
      if ((code & 0xe0) === MEM && k >= WORDS) throw EINVAL;
      break;
    case LDX:
      if ((code & 0xe0) === MEM && k >= WORDS) throw EINVAL;
      break;
    case ST:
    case STX:
      if (k >= WORDS) throw EINVAL;
      break;
    case ALU:
      if ((code & FROM_X) !== 0) break;
      if ((operation === DIV || operation === MOD) && k === 0) throw EINVAL;
      if ((operation === LSH || operation === RSH) && k >= 32) throw EINVAL;
      break;
    case JMP:
      if (operation === 0 ? k >= left - 1 : jt + 1 >= left || jf + 1 >= left) throw EINVAL;
      break;
    default:
  }
};

/** No word of memory is read that was not written on every way there (check_load_and_stores). */
const checkWords = (program: readonly Instruction[]): void => {
  const written = new Uint16Array(program.length).fill(0xffff);
  let valid = 0;
  program.forEach(({ code, jt, jf, k }, at) => {
    valid &= written[at]!;
    const meet = (target: number): void => {
      if (target < written.length) written[target]! &= valid;
    };
    switch (code & 7) {
      case ST:
      case STX:
        valid |= 1 << k;
        break;
      case LD:
      case LDX:
        if ((code & 0xe0) === MEM && (valid & (1 << k)) === 0) throw EINVAL;
        break;
      case JMP:
        if ((code & 0xf0) === 0) meet(at + 1 + k);
        else {
          meet(at + 1 + jt);
          meet(at + 1 + jf);
        }
        valid = 0xffff;
        break;
      case RET:
        valid = 0xffff;
        break;
      default:
    }
  });
};

const isKnown = (code: number): boolean => {
  if (code > 0xff) return false;
  const mode = code & 0xe0;
  switch (code & 7) {
    case LD:
      if ((code & 0x18) === 0x18) return false;
      if (mode === ABS || mode === IND) return true;
      return (code & 0x18) === 0 && (mode === IMM || mode === LEN || mode === MEM);
    case LDX:
      return code === 0xb1 || code === 0x01 || code === 0x81 || code === 0x61;
    case ST:
      return code === ST;
    case STX:
      return code === STX;
    case ALU:
      return (code & 0xf0) <= 0xa0 && !(code === 0x8c);
    case JMP:
      return code === 0x05 || ((code & 0xf0) >= 0x10 && (code & 0xf0) <= 0x40);
    case RET:
      return code === 0x06 || code === 0x16;
    default:
      return code === 0x07 || code === 0x87;
  }
};
