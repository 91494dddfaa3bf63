/** What terminals need of processes; the process room has it (process/sessions.ts). */
import type { FsCaller } from "../fs/context.ts";
import type { Tty } from "./tty.ts";

/** A process as terminals see it. */
export interface SessionMember {
  readonly pid: number;
  readonly groupId: number;
  readonly sessionId: number;
  /** Its controlling terminal. */
  terminal: Tty | null;
  /** The foreground group when its terminal was hung up: told when the leader ends (tty_old_pgrp); 0 for none. */
  formerForeground: number;
}

export const isLeader = ({ pid, sessionId }: SessionMember): boolean => pid === sessionId;

/** Who calls; a task is one. */
export interface TtyCaller extends FsCaller {
  readonly process: SessionMember;
  /** It blocks or ignores a signal. */
  isDeafTo(signal: number): boolean;
  /** Ids of sessions and groups as it sees and names them, in its own pid namespace; 0 for those it does not see. */
  shownPid(id: number): number;
  namedPid(id: number): number;
}

export interface Sessions {
  members(sessionId: number): Iterable<SessionMember>;
  /** Signals of the kernel's own (SEND_SIG_PRIV). */
  signal(member: SessionMember, signal: number): void;
  signalGroup(groupId: number, signal: number): void;
  /** Nobody outside a group, but in its session, could continue it (is_current_pgrp_orphaned). */
  isOrphaned(groupId: number): boolean;
  /** The session of a group, or of a process where there is no such group; 0 for neither, null for an id nobody has. */
  sessionOf(groupId: number): number | null;
  /** A terminal keeps the id of a session or group from being given to another. */
  hold(id: number): void;
  letGo(id: number): void;
}
