/** ioctl(2) on a terminal (ioctl_tty(2); tty_ioctl, n_tty_ioctl, tty_mode_ioctl, pty_unix98_ioctl). */
import { CAP_SYS_ADMIN } from "../abi/capabilities.ts";
import { EINVAL, EIO, ENOTTY, EPERM } from "../abi/errors.ts";
import { FIONREAD } from "../abi/ioctl.ts";
import { POLLOUT } from "../abi/poll.ts";
import { SIGINT, SIGQUIT, SIGTSTP } from "../abi/signal.ts";
import { makeDevice } from "../abi/stat.ts";
import { i32, u8, u32 } from "../abi/struct.ts";
import * as abi from "../abi/termios.ts";
import { hasCapability } from "../core/caller.ts";
import * as jobs from "./job-control.ts";
import type { TtyCaller } from "./sessions.ts";
import { type Termios, withSpeeds } from "./termios.ts";
import type { Tty } from "./tty.ts";

/** What an ioctl may ask of the open file. */
export interface IoctlFile {
  readonly tty: Tty;
  readonly isReadable: boolean;
}

type Action = (tty: Tty, caller: TtyCaller, argument: number, file: IoctlFile) => number;

const put = (caller: TtyCaller, address: number, value: number): number => {
  caller.memory.write(i32, address, value);
  return 0;
};

const flag = (caller: TtyCaller, address: number): boolean => caller.memory.read(i32, address) !== 0;

// --- settings -----------------------------------------------------------------------------------------------------

const setTermios = (tty: Tty, caller: TtyCaller, read: (now: Termios) => Termios, flushes: boolean): number => {
  const real = tty.real;
  jobs.checkForeground(real, caller);
  const wanted = withSpeeds(read(real.termios));
  if (flushes) real.flushInput();
  real.changeTermios(wanted);
  return 0;
};

const setting =
  (read: (caller: TtyCaller, address: number, now: Termios) => Termios, flushes = false): Action =>
  (tty, caller, address) =>
    setTermios(tty, caller, (now) => read(caller, address, now), flushes);

/** The older struct has no speeds: they stay. (Field by field: spreading objects costs more than all the rest.) */
const readTermios = ({ memory }: TtyCaller, address: number, now: Termios): Termios => {
  const { iflag, oflag, cflag, lflag, line, cc } = memory.read(abi.termiosLayout, address);
  return { iflag, oflag, cflag, lflag, line, cc, ispeed: now.ispeed, ospeed: now.ospeed };
};

const readTermios2 = ({ memory }: TtyCaller, address: number): Termios => memory.read(abi.termios2Layout, address);

/** System V's struct has the lower halves of the flags, and eight characters. */
const readTermio = ({ memory }: TtyCaller, address: number, now: Termios): Termios => {
  const given = memory.read(abi.termioLayout, address);
  const half = (old: number, low: number): number => ((old & ~0xffff) | low) >>> 0;
  const cc = now.cc.slice();
  cc.set(given.cc);
  return {
    ...now,
    iflag: half(now.iflag, given.iflag),
    oflag: half(now.oflag, given.oflag),
    cflag: half(now.cflag, given.cflag),
    lflag: half(now.lflag, given.lflag),
    line: given.line,
    cc,
  };
};

const getTermio: Action = (tty, { memory }, address) => {
  const { iflag, oflag, cflag, lflag, line, cc } = tty.real.termios;
  const low = (flags: number): number => flags & 0xffff;
  memory.write(abi.termioLayout, address, {
    iflag: low(iflag),
    oflag: low(oflag),
    cflag: low(cflag),
    lflag: low(lflag),
    line,
    cc: cc.slice(0, 8),
  });
  return 0;
};

const getTermios: Action = (tty, { memory }, address) => {
  memory.write(abi.termiosLayout, address, tty.real.termios);
  return 0;
};

const getTermios2: Action = (tty, { memory }, address) => {
  memory.write(abi.termios2Layout, address, tty.real.termios);
  return 0;
};

const getLocked: Action = (tty, { memory }, address) => {
  memory.write(abi.termiosLayout, address, tty.real.locked);
  return 0;
};

/** To lock settings is a right over the machine. */
const setLocked: Action = (tty, caller, address) => {
  if (!caller.fs.vfs.ids.isInitial || !hasCapability(caller.credentials, CAP_SYS_ADMIN)) throw EPERM;
  tty.real.locked = readTermios(caller, address, tty.real.locked);
  return 0;
};

/** The line discipline itself; there is but the one. */
const setDiscipline: Action = (tty, caller, address) => {
  jobs.checkForeground(tty, caller);
  if (caller.memory.read(i32, address) !== 0) throw EINVAL;
  return 0;
};

// --- flow, flushes, breaks ----------------------------------------------------------------------------------------

const flow: Action = (tty, caller, what) => {
  jobs.checkForeground(tty, caller);
  switch (what) {
    case abi.TCOOFF:
      tty.isHeld = true;
      tty.stop();
      break;
    case abi.TCOON:
      if (!tty.isHeld) break;
      tty.isHeld = false;
      tty.start();
      break;
    case abi.TCIOFF:
      sendAtOnce(tty, tty.termios.cc[abi.VSTOP]!);
      break;
    case abi.TCION:
      sendAtOnce(tty, tty.termios.cc[abi.VSTART]!);
      break;
    default:
      throw EINVAL;
  }
  return 0;
};

/** A character that goes out although a key stopped output; what tcflow stopped stays so (tty_send_xchar). */
const sendAtOnce = (tty: Tty, character: number): void => {
  if (character === abi.DISABLED) return;
  const { isStopped } = tty;
  if (isStopped) tty.start();
  tty.send(new Uint8Array([character]), 0, 1);
  if (isStopped) tty.stop();
  tty.writeWait.wake(POLLOUT);
};

const flush: Action = (tty, caller, what) => {
  // What is still on its way goes first, before it is known whether the caller may.
  if (what === abi.TCIFLUSH || what === abi.TCIOFLUSH) tty.arriving.drop();
  jobs.checkForeground(tty, caller);
  if (what !== abi.TCIFLUSH && what !== abi.TCOFLUSH && what !== abi.TCIOFLUSH) throw EINVAL;
  if (what !== abi.TCOFLUSH) {
    tty.flushInput();
    tty.link.tellWriters();
  }
  if (what !== abi.TCIFLUSH) tty.flushOutput();
  return 0;
};

/** There is no line to break, and nothing that has not been sent. */
const sendBreak: Action = (tty, caller) => {
  jobs.checkForeground(tty, caller);
  return 0;
};

// --- one thing each -----------------------------------------------------------------------------------------------

const unsupported: Action = () => {
  throw ENOTTY;
};

/** As if it had been typed, at one's own terminal (tiocsti). */
const simulateInput: Action = (tty, caller, address) => {
  if (caller.process.terminal !== tty && !caller.fs.vfs.ids.isInitial) throw EPERM;
  tty.input.receive(new Uint8Array([caller.memory.read(u8, address)]), 0, 1, false);
  return 0;
};

const setWindowSize: Action = (tty, { memory }, address) => {
  tty.real.resize(memory.read(abi.winsizeLayout, address));
  return 0;
};

const waiting: Action = (tty, caller, address) =>
  put(caller, address, tty.input.readsLines ? tty.input.queue.lineBytes() : tty.input.queue.count);

const hangUp: Action = (tty, { fs }) => {
  if (!fs.vfs.ids.isInitial) throw EPERM;
  jobs.hangUp(tty);
  return 0;
};

const setSoftCarrier: Action = (tty, caller, address) => {
  const { real } = tty;
  const { cflag } = real.termios;
  const on = flag(caller, address);
  real.changeTermios({ ...real.termios, cflag: (on ? cflag | abi.CLOCAL : cflag & ~abi.CLOCAL) >>> 0 });
  return 0;
};

const deviceOf: Action = (tty, { memory }, address) => {
  memory.write(u32, address, makeDevice(SLAVE_MAJOR, tty.index));
  return 0;
};

/** Major number of slaves (UNIX98_PTY_SLAVE_MAJOR). */
export const SLAVE_MAJOR = 136;

const actions: ReadonlyMap<number, Action> = new Map<number, Action>([
  [abi.TCGETS, getTermios],
  [abi.TCSETS, setting(readTermios)],
  [abi.TCSETSW, setting(readTermios)],
  [abi.TCSETSF, setting(readTermios, true)],
  [abi.TCGETS2, getTermios2],
  [abi.TCSETS2, setting(readTermios2)],
  [abi.TCSETSW2, setting(readTermios2)],
  [abi.TCSETSF2, setting(readTermios2, true)],
  [abi.TCGETA, getTermio],
  [abi.TCSETA, setting(readTermio)],
  [abi.TCSETAW, setting(readTermio)],
  [abi.TCSETAF, setting(readTermio, true)],
  [abi.TIOCGSOFTCAR, (tty, caller, at) => put(caller, at, (tty.real.termios.cflag & abi.CLOCAL) !== 0 ? 1 : 0)],
  [abi.TIOCSSOFTCAR, setSoftCarrier],
  [abi.TIOCGLCKTRMIOS, getLocked],
  [abi.TIOCSLCKTRMIOS, setLocked],
  [abi.TIOCGETD, (_tty, caller, address) => put(caller, address, 0)],
  [abi.TIOCSETD, setDiscipline],
  [abi.TCXONC, flow],
  [abi.TCFLSH, flush],
  [abi.TCSBRK, sendBreak],
  [abi.TCSBRKP, sendBreak],
  [abi.TIOCSBRK, sendBreak],
  [abi.TIOCCBRK, sendBreak],
  [abi.TIOCMGET, unsupported],
  [abi.TIOCMSET, unsupported],
  [abi.TIOCMBIS, unsupported],
  [abi.TIOCMBIC, unsupported],
  [abi.TIOCSTI, simulateInput],
  [
    abi.TIOCGWINSZ,
    (tty, { memory }, address) => {
      memory.write(abi.winsizeLayout, address, tty.real.windowSize);
      return 0;
    },
  ],
  [abi.TIOCSWINSZ, setWindowSize],
  [
    abi.TIOCCONS,
    (tty) => {
      throw tty.isMaster ? EINVAL : EPERM;
    },
  ],
  [abi.TIOCEXCL, (tty) => setExclusive(tty, true)],
  [abi.TIOCNXCL, (tty) => setExclusive(tty, false)],
  [abi.TIOCGEXCL, (tty, caller, address) => put(caller, address, tty.isExclusive ? 1 : 0)],
  [abi.TIOCGDEV, deviceOf],
  [abi.TIOCVHANGUP, hangUp],
  [abi.TIOCOUTQ, (_tty, caller, address) => put(caller, address, 0)],
  [FIONREAD, waiting],
  [abi.TIOCNOTTY, (tty, caller) => jobs.giveUp(tty, caller)],
  [
    abi.TIOCSCTTY,
    (tty, caller, argument, file) => jobs.setControlling(tty.real, caller, argument === 1, file.isReadable),
  ],
  [abi.TIOCGPGRP, jobs.foregroundOf],
  [abi.TIOCSPGRP, jobs.setForeground],
  [abi.TIOCGSID, jobs.sessionOf],
]);

const setExclusive = (tty: Tty, on: boolean): number => {
  tty.isExclusive = on;
  return 0;
};

/** A signal for the slave's foreground, from outside. */
const signalSlave: Action = (tty, _caller, signal) => {
  if (signal !== SIGINT && signal !== SIGQUIT && signal !== SIGTSTP) throw EINVAL;
  tty.link.signalForeground(signal);
  return 0;
};

const setLock: Action = (tty, caller, address) => {
  tty.isLocked = flag(caller, address);
  return 0;
};

const setPacket: Action = (tty, caller, address) => {
  const on = flag(caller, address);
  if (on && !tty.isPacket) tty.link.packetStatus = 0;
  tty.isPacket = on;
  return 0;
};

/** What only a master answers. */
const masterActions: ReadonlyMap<number, Action> = new Map<number, Action>([
  [abi.TIOCSPTLCK, setLock],
  [abi.TIOCGPTLCK, (tty, caller, address) => put(caller, address, tty.isLocked ? 1 : 0)],
  [abi.TIOCPKT, setPacket],
  [abi.TIOCGPKT, (tty, caller, address) => put(caller, address, tty.isPacket ? 1 : 0)],
  [abi.TIOCGPTN, (tty, caller, address) => put(caller, address, tty.index)],
  [abi.TIOCSIG, signalSlave],
]);

export const terminalIoctl = (file: IoctlFile, caller: TtyCaller, request: number, argument: number): number => {
  const { tty } = file;
  const action = actions.get(request) ?? (tty.isMaster ? masterActions.get(request) : undefined);
  if (action === undefined) throw request === abi.TIOCGPTPEER ? EIO : ENOTTY;
  return action(tty, caller, argument, file);
};
