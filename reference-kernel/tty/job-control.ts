/** Whose terminal it is, and who may use it now (drivers/tty/tty_jobctrl.c, __tty_hangup of tty_io.c). */
import { EINVAL, EIO, ENOTTY, EPERM, ERESTARTSYS, ESRCH } from "../abi/errors.ts";
import { POLLIN, POLLOUT } from "../abi/poll.ts";
import { SIGCONT, SIGHUP, SIGTTIN, SIGTTOU } from "../abi/signal.ts";
import { i32 } from "../abi/struct.ts";
import { isLeader, type SessionMember, type TtyCaller } from "./sessions.ts";
import type { Tty } from "./tty.ts";

/**
 * A process in the background asks for its terminal: SIGTTIN or SIGTTOU stops its group, unless nobody could continue
 * that, or the process does not hear the signal: then it may go on, but not read (__tty_check_change).
 */
export const checkForeground = (
  tty: Tty,
  caller: TtyCaller,
  signal: typeof SIGTTIN | typeof SIGTTOU = SIGTTOU,
): void => {
  const { groupId, terminal } = caller.process;
  if (terminal !== tty || tty.foreground === 0 || tty.foreground === groupId) return;
  if (caller.isDeafTo(signal)) {
    if (signal === SIGTTIN) throw EIO;
    return;
  }
  const { sessions } = tty.services;
  if (sessions.isOrphaned(groupId)) throw EIO;
  sessions.signalGroup(groupId, signal);
  throw ERESTARTSYS;
};

const acquire = (tty: Tty, process: SessionMember): void => {
  tty.foreground = process.groupId;
  tty.session = process.sessionId;
  process.terminal = tty;
  process.formerForeground = 0;
};

/** A leader without terminal opens one that is nobody's (tty_open_proc_set_tty). */
export const acquireByOpen = (tty: Tty, { process }: TtyCaller): void => {
  if (isLeader(process) && process.terminal === null && tty.session === 0) acquire(tty, process);
};

/** TIOCSCTTY. A terminal of another session cannot be stolen but by the machine's own root. */
export const setControlling = (tty: Tty, { process, fs }: TtyCaller, force: boolean, isReadable: boolean): number => {
  if (isLeader(process) && process.sessionId === tty.session) return 0;
  if (!isLeader(process) || process.terminal !== null) throw EPERM;
  const mayForce = fs.vfs.ids.isInitial;
  if (tty.session !== 0) {
    if (!force || !mayForce) throw EPERM;
    tty.clearSession();
  }
  if (!isReadable && !mayForce) throw EPERM;
  acquire(tty, process);
  return 0;
};

/** TIOCNOTTY: a leader gives the terminal up for its whole session (no_tty). */
export const giveUp = (tty: Tty, { process }: TtyCaller): number => {
  if (process.terminal !== tty) throw ENOTTY;
  if (isLeader(process)) {
    tty.signalForeground(SIGHUP);
    tty.signalForeground(SIGCONT);
    process.formerForeground = 0;
    leaveSession(tty);
  }
  process.terminal = null;
  return 0;
};

const leaveSession = (tty: Tty): void => {
  tty.clearSession();
  tty.session = 0;
  tty.foreground = 0;
};

/** A process ends; with a leader, its session loses the terminal (disassociate_ctty). */
export const leaveTerminal = (process: SessionMember, signalGroup: (groupId: number, signal: number) => void): void => {
  if (!isLeader(process)) return;
  const { terminal, formerForeground } = process;
  process.formerForeground = 0;
  if (terminal !== null) {
    terminal.signalForeground(SIGHUP);
    leaveSession(terminal);
  } else if (formerForeground !== 0) {
    signalGroup(formerForeground, SIGHUP);
    signalGroup(formerForeground, SIGCONT);
  }
};

export const foregroundOf = (tty: Tty, caller: TtyCaller, address: number): number => {
  checkOwn(tty, caller);
  caller.memory.write(i32, address, caller.shownPid(tty.real.foreground));
  return 0;
};

export const sessionOf = (tty: Tty, caller: TtyCaller, address: number): number => {
  checkOwn(tty, caller);
  if (tty.real.session === 0) throw ENOTTY;
  caller.memory.write(i32, address, caller.shownPid(tty.real.session));
  return 0;
};

/** A slave only tells those whose terminal it is; a master tells all. */
const checkOwn = (tty: Tty, { process }: TtyCaller): void => {
  if (!tty.isMaster && process.terminal !== tty) throw ENOTTY;
};

export const setForeground = (tty: Tty, caller: TtyCaller, address: number): number => {
  const real = tty.real;
  try {
    checkForeground(real, caller);
  } catch (error) {
    throw error === EIO ? ENOTTY : error;
  }
  const group = caller.memory.read(i32, address);
  if (group < 0) throw EINVAL;
  const { process } = caller;
  if (process.terminal !== real || real.session !== process.sessionId) throw ENOTTY;
  const named = caller.namedPid(group);
  const session = real.services.sessions.sessionOf(named);
  if (session === null) throw ESRCH;
  if (session !== process.sessionId) throw EPERM;
  real.foreground = named;
  return 0;
};

/** The line is gone: every open file on this end answers from now on as if it were closed (__tty_hangup). */
export const hangUp = (tty: Tty): void => {
  const { sessions } = tty.services;
  for (const file of tty.files) file.hangUp();
  for (const member of tty.session === 0 ? [] : sessions.members(tty.session)) {
    if (member.terminal === tty) member.terminal = null;
    if (!isLeader(member)) continue;
    sessions.signal(member, SIGHUP);
    sessions.signal(member, SIGCONT);
    member.formerForeground = tty.foreground;
  }
  tty.flushInput();
  tty.flushOutput();
  tty.reset();
  tty.writeWait.wakeAll(POLLOUT);
  tty.readWait.wakeAll(POLLIN);
  tty.turns.wakeAll();
  tty.owesWriteSignal = false;
  tty.session = 0;
  tty.foreground = 0;
  tty.packetStatus = 0;
};
