/** The settings of a terminal (struct ktermios), and what follows from their speeds. */
import {
  B38400,
  BOTHER,
  CBAUD,
  CBAUDEX,
  CREAD,
  CS8,
  ECHO,
  ECHOCTL,
  ECHOE,
  ECHOK,
  ECHOKE,
  IBSHIFT,
  ICANON,
  ICRNL,
  IEXTEN,
  ISIG,
  IXON,
  NCCS,
  ONLCR,
  OPOST,
} from "../abi/termios.ts";

/** Never changed in place: setting puts another one in its place. */
export interface Termios {
  readonly iflag: number;
  readonly oflag: number;
  readonly cflag: number;
  readonly lflag: number;
  readonly line: number;
  readonly cc: Uint8Array;
  /** Bits a second. */
  readonly ispeed: number;
  readonly ospeed: number;
}

/** ^C ^\ DEL ^U ^D, no time, at least one byte, ^Q ^S ^Z, no end of line, ^R ^O ^W ^V (INIT_C_CC). */
const CHARACTERS = [3, 28, 127, 21, 4, 0, 1, 0, 17, 19, 26, 0, 18, 15, 23, 22, 0];

const controlCharacters = (): Uint8Array => {
  const cc = new Uint8Array(NCCS);
  cc.set(CHARACTERS);
  return cc;
};

const SPEED = { ispeed: 38400, ospeed: 38400 };

/** What a slave begins with (tty_std_termios). */
export const slaveTermios = (): Termios => ({
  iflag: ICRNL | IXON,
  oflag: OPOST | ONLCR,
  cflag: B38400 | CS8 | CREAD,
  lflag: ISIG | ICANON | ECHO | ECHOE | ECHOK | ECHOCTL | ECHOKE | IEXTEN,
  line: 0,
  cc: controlCharacters(),
  ...SPEED,
});

/** What a master works by: nothing is done to its bytes. */
export const masterTermios = (): Termios => ({
  iflag: 0,
  oflag: 0,
  cflag: B38400 | CS8 | CREAD,
  lflag: 0,
  line: 0,
  cc: controlCharacters(),
  ...SPEED,
});

/** Nothing is locked: what TIOCGLCKTRMIOS tells at first. */
export const nothingLocked = (): Termios => ({
  iflag: 0,
  oflag: 0,
  cflag: 0,
  lflag: 0,
  line: 0,
  cc: new Uint8Array(NCCS),
  ispeed: 0,
  ospeed: 0,
});

/** `wanted`, but what is locked stays as it is now (unset_locked_termios). */
export const withLocked = (wanted: Termios, now: Termios, locked: Termios): Termios => {
  const kept = (next: number, old: number, mask: number): number => ((next & ~mask) | (old & mask)) >>> 0;
  return {
    iflag: kept(wanted.iflag, now.iflag, locked.iflag),
    oflag: kept(wanted.oflag, now.oflag, locked.oflag),
    cflag: kept(wanted.cflag, now.cflag, locked.cflag),
    lflag: kept(wanted.lflag, now.lflag, locked.lflag),
    line: locked.line === 0 ? wanted.line : now.line,
    cc: charactersWithLocked(wanted.cc, now.cc, locked.cc),
    ispeed: wanted.ispeed,
    ospeed: wanted.ospeed,
  };
};

const charactersWithLocked = (wanted: Uint8Array, now: Uint8Array, locked: Uint8Array): Uint8Array => {
  const kept = new Uint8Array(wanted.length);
  for (let i = 0; i < kept.length; i++) kept[i] = locked[i] === 0 ? wanted[i]! : now[i]!;
  return kept;
};

/** Bits a second by B*: B0 to B38400, then B57600 to B4000000, whose bits have CBAUDEX (baud_table). */
const SPEEDS = [
  0, 50, 75, 110, 134, 150, 200, 300, 600, 1200, 1800, 2400, 4800, 9600, 19200, 38400, 57600, 115200, 230400, 460800,
  500000, 576000, 921600, 1000000, 1152000, 1500000, 2000000, 2500000, 3000000, 3500000, 4000000,
];

/** The speeds that cflag's bits ask for; BOTHER leaves what was given (tty_termios_baud_rate). */
export const withSpeeds = (given: Termios): Termios => {
  let { cflag } = given;
  const speed = (bits: number, exact: number, shift: number): number => {
    if (bits === BOTHER) return exact;
    if ((bits & CBAUDEX) === 0) return SPEEDS[bits] ?? 0;
    const index = (bits & ~CBAUDEX) + 15;
    if (index < SPEEDS.length) return SPEEDS[index] ?? 0;
    cflag &= ~(CBAUDEX << shift);
    return SPEEDS[bits & ~CBAUDEX] ?? 0;
  };
  const inputBits = (cflag >>> IBSHIFT) & CBAUD;
  // The input's first, as set_termios does: an exact output speed counts for it, too.
  const ispeed = inputBits === 0 ? speed(cflag & CBAUD, given.ospeed, 0) : speed(inputBits, given.ispeed, IBSHIFT);
  const ospeed = speed(cflag & CBAUD, given.ospeed, 0);
  const { iflag, oflag, lflag, line, cc } = given;
  return { iflag, oflag, cflag: cflag >>> 0, lflag, line, cc, ispeed, ospeed };
};
