/** FNINIT, FNCLEX, control and status words, environments and whole states, stack pointer, FFREE. */
import { STATUS, type X87, type X87Operation } from "./state.ts";

/** Registers in the FSAVE image follow the environment, 10 bytes each, ST(0) first. */
export const ENVIRONMENT_SIZE = { 2: 14, 4: 28 } as const;
export const STATE_SIZE = { 2: 94, 4: 108 } as const;

export const fninit: X87Operation = (fpu) => {
  fpu.reset();
  return true;
};

export const fnclex: X87Operation = (fpu) => {
  fpu.status &= ~(0x3f | STATUS.stackFault | STATUS.summary | STATUS.busy);
  return true;
};

export const fnstcw: X87Operation = (fpu) => {
  fpu.memory.setUint16(0, fpu.control, true);
  return true;
};

/** Bit 6 reads as one, the other reserved bits as zero. */
const usable = (word: number): number => (word & 0x1f3f) | 0x40;

export const fldcw: X87Operation = (fpu) => {
  fpu.control = usable(fpu.memory.getUint16(0, true));
  fpu.summarise();
  return true;
};

/** FNSTSW m16; FNSTSW AX takes the word from the same place. */
export const fnstsw: X87Operation = (fpu) => {
  fpu.memory.setUint16(0, fpu.status, true);
  return true;
};

const moveTop =
  (by: number): X87Operation =>
  (fpu) => {
    fpu.begin();
    fpu.top = fpu.top + by;
    return true;
  };
export const fincstp = moveTop(1);
export const fdecstp = moveTop(-1);

export const ffree =
  (pops: boolean): X87Operation =>
  (fpu) => {
    fpu.begin();
    fpu.markEmpty(fpu.index);
    if (pops) fpu.pop();
    return true;
  };

export const fnop: X87Operation = () => true;

/** Two bits a register: 0 valid, 1 zero, 2 special (infinity, NaN, denormal, unsupported), 3 empty. */
export function fullTagWord(fpu: X87): number {
  let word = 0;
  for (let i = 0; i < 8; i++) {
    let tag = 0;
    const biased = fpu.signExponent(i) & 0x7fff;
    const significand = fpu.significand(i);
    if (fpu.isEmpty(i)) tag = 3;
    else if (biased === 0 && significand === 0n) tag = 1;
    else if (biased === 0 || biased === 0x7fff || significand >> 63n === 0n) tag = 2;
    word |= tag << (2 * ((fpu.top + i) & 7));
  }
  return word;
}

function writeEnvironment(fpu: X87, size: 2 | 4): void {
  const { memory } = fpu;
  const fields = [fpu.control, fpu.status, fullTagWord(fpu), 0, 0, 0, 0];
  const pointers = fpu.pointers();
  fields[3] = pointers.instruction;
  fields[4] = size === 4 ? pointers.opcode << 16 : 0;
  fields[5] = pointers.operand;
  fields.forEach((field, index) => {
    if (size === 2) memory.setUint16(2 * index, field & 0xffff, true);
    // The unused halves read as ones.
    else memory.setUint32(4 * index, index < 3 || index === 6 ? field | 0xffff0000 : field, true);
  });
}

function readEnvironment(fpu: X87, size: 2 | 4): void {
  const field = (index: number): number => fpu.memory.getUint16(size * index, true);
  fpu.control = usable(field(0));
  fpu.status = field(1);
  const tagWord = field(2);
  let tags = 0;
  for (let i = 0; i < 8; i++) if (((tagWord >> (2 * i)) & 3) !== 3) tags |= 1 << i;
  fpu.tags = tags;
  if (size === 4) {
    const { memory } = fpu;
    fpu.setPointers(memory.getUint32(12, true), memory.getUint32(20, true), memory.getUint16(18, true) & 0x7ff);
  } else fpu.setPointers(field(3), field(5), 0);
  fpu.summarise();
}

export const fnstenv =
  (size: 2 | 4): X87Operation =>
  (fpu) => {
    writeEnvironment(fpu, size);
    fpu.control |= 0x3f;
    fpu.summarise();
    return true;
  };

export const fldenv =
  (size: 2 | 4): X87Operation =>
  (fpu) => {
    readEnvironment(fpu, size);
    return true;
  };

export const fnsave =
  (size: 2 | 4): X87Operation =>
  (fpu) => {
    writeEnvironment(fpu, size);
    for (let i = 0; i < 8; i++) {
      const at = ENVIRONMENT_SIZE[size] + 10 * i;
      fpu.memory.setBigUint64(at, fpu.significand(i), true);
      fpu.memory.setUint16(at + 8, fpu.signExponent(i), true);
    }
    fpu.reset();
    return true;
  };

export const frstor =
  (size: 2 | 4): X87Operation =>
  (fpu) => {
    readEnvironment(fpu, size);
    const { tags } = fpu;
    for (let i = 0; i < 8; i++) {
      const at = ENVIRONMENT_SIZE[size] + 10 * i;
      fpu.setBits(i, fpu.memory.getUint16(at + 8, true), fpu.memory.getBigUint64(at, true));
    }
    fpu.tags = tags;
    return true;
  };
