/** Numbers as control files take them (kstrtoint, kstrtoll): blanks around them, a sign, base 8, 10 or 16 by their look. */
import { EINVAL, ERANGE } from "../abi/errors.ts";

const LARGEST_INT = 0x7fff_ffff;

/** EINVAL for what is no number; ERANGE for one that an int cannot hold. */
export const parseInteger = (text: string): number => {
  const [, sign = "", digits] = /^([+-]?)(0x[0-9a-f]+|\d+)$/i.exec(text.trim()) ?? [];
  if (digits === undefined) throw EINVAL;
  const isOctal = /^0\d/.test(digits);
  if (isOctal && /[89]/.test(digits)) throw EINVAL;
  const value = isOctal ? Number.parseInt(digits, 8) : Number(digits);
  if (value > LARGEST_INT) throw ERANGE;
  return sign === "-" ? -value : value;
};

/** 0 or 1; ERANGE for other numbers. */
export const parseSwitch = (text: string): boolean => {
  const value = parseInteger(text);
  if (value !== 0 && value !== 1) throw ERANGE;
  return value === 1;
};

/** "max" or a number from 0 on. */
export const parseBound = (text: string): number => {
  if (text.trim() === "max") return Number.POSITIVE_INFINITY;
  const value = parseInteger(text);
  if (value < 0) throw ERANGE;
  return value;
};

export const boundText = (bound: number): string => (bound === Number.POSITIVE_INFINITY ? "max\n" : `${bound}\n`);
