/**
 * Running another program in the same process (execve(2); fs/exec.c): finds it, follows `#!` lines, builds its memory,
 * ends the other threads, and then, with no way back, puts it in the old one's place.
 */
import { EACCES, ELOOP, ENOENT, ENOEXEC } from "../abi/errors.ts";
import { O_RDONLY } from "../abi/open.ts";
import { ADDR_NO_RANDOMIZE, READ_IMPLIES_EXEC } from "../abi/personality.ts";
import { PTRACE_EVENT } from "../abi/ptrace.ts";
import { SIGCHLD, SIGSEGV } from "../abi/signal.ts";
import { release } from "../cgroup/hierarchy.ts";
import type { Credentials } from "../core/caller.ts";
import type { Blocking } from "../core/thread.ts";
import { resetContext } from "../cpu/registers.ts";
import type { OpenFile } from "../files/open-file.ts";
import type { Path } from "../fs/mount.ts";
import { linkText } from "../fs/mount.ts";
import { checkPermission, MAY_EXEC } from "../fs/permissions.ts";
import { resolve } from "../fs/walk.ts";
import { KernelBuffer } from "../memory/io.ts";
import type { Backing } from "../memory/mappable.ts";
import { limitsOf } from "./clone.ts";
import {
  credentialsAfterExec,
  type ExecCredentials,
  type SetId,
  securebitsAfterExec,
  setIdOf,
} from "./exec-credentials.ts";
import { buildExecImage, type ExecImage } from "./exec-image.ts";
import { leaveMemory } from "./exit.ts";
import { releasePiLocks } from "./pi-futex.ts";
import { trapAfterExec, unlink } from "./ptrace/link.ts";
import { eventStop } from "./ptrace/stops.ts";
import type { Rejection } from "./rejection.ts";
import { releaseRobustList } from "./robust-list.ts";
import { HEAD_SIZE, parseScript } from "./script.ts";
import { forceSignal } from "./signals/deliver.ts";
import { defaultAction } from "./signals/handlers.ts";
import { kernelInfo } from "./signals/siginfo.ts";
import { noAlternateStack } from "./signals/task-signals.ts";
import type { Task } from "./task.ts";

/** `#!` may lead to `#!` so many times. */
const MAX_INTERPRETERS = 4;
/** Bytes of a task's name, with its NUL. */
const TASK_NAME_SIZE = 16;

export interface ExecCall {
  /** Where relative paths start. */
  readonly start: Path;
  /** The path as the program sees it (AT_EXECFN, the name of the task, the argument of an interpreter). */
  readonly path: string;
  /** What is walked from `start`; empty for `start` itself (AT_EMPTY_PATH). */
  readonly lookup: string;
  /** Follow a symbolic link at the end of the path. */
  readonly follow: boolean;
  /** The path goes through a descriptor that closes on exec. */
  readonly closesOnExec?: boolean;
  readonly argv: readonly string[];
  readonly envp: readonly string[];
  /** Refuse programs that Linux would start although their headers make no sense: the first program of a kernel. */
  readonly strict?: boolean;
  /** Told why, when there is more to say than the errno. */
  readonly onRejection?: (rejection: Rejection) => void;
}

/** A program found: the file that will run, and the arguments it gets. */
interface Program {
  readonly file: OpenFile;
  readonly where: Path;
  readonly argv: readonly string[];
}

/** execve's answer for the new program is 0 in rax; a failure throws and leaves everything as it was. */
export function* execute(task: Task, request: ExecCall): Blocking<number> {
  const program = openProgram(task, request, 0);
  const { noNewPrivileges } = task;
  const setId = setIdOf(program.where, task.credentials, noNewPrivileges);
  const rights = credentialsAfterExec(task.credentials, task.securebits, noNewPrivileges, setId);
  // A program with another's rights lies where its caller cannot know (PER_CLEAR_ON_SETID).
  const isFixed = (task.personality & ADDR_NO_RANDOMIZE) !== 0 && !gains(task, setId, rights.credentials);
  let built: ExecImage | Rejection;
  try {
    built = buildImage(task, program, request, rights, isFixed);
  } finally {
    program.file.release();
  }
  if ("errno" in built) {
    request.onRejection?.(built);
    if (built.lethal) forceDeath(task);
    throw built.errno;
  }
  const oldTid = task.tid;
  yield* endOtherThreads(task);
  if (!isFixed) task.personality &= ~ADDR_NO_RANDOMIZE;
  becomeProgram(task, program, request, built, rights);
  if (task.tracing !== null) {
    trapAfterExec(task);
    yield* eventStop(task, PTRACE_EVENT.EXEC, BigInt(task.tracing.tracer.shownPid(oldTid)));
  }
  return 0;
}

/** It is set-id, or has capabilities that its caller lacks. */
const gains = (task: Task, setId: SetId, after: Credentials): boolean =>
  setId.uid !== null || setId.gid !== null || (after.permitted & ~task.credentials.permitted) !== 0n;

/** The old program is past saving: it dies of a SIGSEGV that nothing catches (force_fatal_sig). */
const forceDeath = (task: Task): void => {
  task.handlers.set(SIGSEGV, defaultAction);
  forceSignal(task, kernelInfo(SIGSEGV));
};

/** A regular file that may be executed (do_open_execat). */
const openExecutable = (task: Task, where: Path): OpenFile => {
  if (where.inode.isSymlink) throw ELOOP;
  if (!where.inode.isRegular || where.mount.flags.noExec) throw EACCES;
  checkPermission(task, where, MAY_EXEC);
  return where.inode.open(task, O_RDONLY, where) as OpenFile;
};

/** The loader of a dynamically linked program, which nobody may be writing. An empty path is the working directory. */
const openInterpreter = (task: Task, path: string): Backing => {
  const where = path === "" ? task.fs.cwd : resolve(task, task.fs.cwd, path, true);
  const file = openExecutable(task, where);
  try {
    where.inode.denyWriteAccess();
    where.inode.allowWriteAccess();
    return { pages: file.mappable(), owner: file };
  } catch (error) {
    file.release();
    throw error;
  }
};

/** Opens what is to run, which nobody may write from now on. */
const openProgram = (task: Task, request: ExecCall, depth: number): Program => {
  if (depth > MAX_INTERPRETERS) throw ELOOP;
  const where = request.lookup === "" ? request.start : resolve(task, request.start, request.lookup, request.follow);
  const file = openExecutable(task, where);
  try {
    const head = new Uint8Array(HEAD_SIZE);
    const length = file.readAt(task, new KernelBuffer(head), 0) as number;
    const script = parseScript(head.subarray(0, length));
    if (script === "bad") throw ENOEXEC;
    if (script === null) {
      where.inode.denyWriteAccess();
      file.releaseHooks.add(() => where.inode.allowWriteAccess());
      return { file, where, argv: request.argv };
    }
    // The interpreter would find the descriptor closed (BINPRM_FLAGS_PATH_INACCESSIBLE).
    if (depth === 0 && request.closesOnExec) throw ENOENT;
    const between = script.argument === null ? [] : [script.argument];
    const argv = [script.path, ...between, request.path, ...request.argv.slice(1)];
    const next = { ...request, start: task.fs.cwd, path: script.path, lookup: script.path, follow: true, argv };
    const program = openProgram(task, next, depth + 1);
    file.release();
    return program;
  } catch (error) {
    file.release();
    throw error;
  }
};

const buildImage = (
  task: Task,
  program: Program,
  request: ExecCall,
  { credentials, isSecure }: ExecCredentials,
  isFixed: boolean,
): ExecImage | Rejection => {
  const { system } = task;
  const backing: Backing = { pages: program.file.mappable(), owner: program.file };
  return buildExecImage({
    system: system.memory,
    program: backing,
    openInterpreter: (path) => openInterpreter(task, path),
    path: request.path,
    argv: program.argv.length === 0 ? [""] : program.argv,
    envp: request.envp,
    credentials,
    secure: isSecure,
    strict: request.strict ?? false,
    isFixed,
    random: system.random,
    limits: limitsOf(task.process),
    vdso: system.vdso,
  });
};

/** Every other thread ends; if the caller is not the main thread it takes over its id (de_thread). */
function* endOtherThreads(task: Task): Blocking<void> {
  const { process, system } = task;
  for (const other of process.tasks) {
    if (other === task) continue;
    other.isReplaced = true;
    other.interruptToDie();
  }
  const alone = (): true | undefined => (process.tasks.size === 1 ? true : undefined);
  yield* task.waitEvent([process.threadExits], alone, { killable: true, reason: "execve" });
  if (process.mainTask === task) return;
  // The first thread's number was counted, and so is ours.
  if (process.mainTask !== null) {
    release(process.mainTask); // Its number.
    if (process.mainTask.tracing !== null) unlink(process.mainTask.tracing);
  }
  system.pids.tasks.delete(task.tid);
  task.tid = process.pid;
  system.pids.tasks.set(task.tid, task);
  process.mainTask = task;
}

const becomeProgram = (
  task: Task,
  program: Program,
  request: ExecCall,
  image: ExecImage,
  { credentials, isSecure }: ExecCredentials,
): void => {
  const { process, system } = task;
  if (system.loaded.task === task) system.loaded.task = null;
  image.space.inheritOptions(task.space);
  releaseRobustList(task);
  releasePiLocks(task);
  leaveMemory(task);
  task.space = image.space;
  task.robustListHead = 0;
  task.rseq = null;

  if (task.files.isShared) {
    const own = task.files.copy();
    task.files.leave(task);
    task.files = own;
  }
  task.files.closeAllOnExec(task);
  if (task.handlers.isShared) {
    const own = task.handlers.copy();
    task.handlers.leave();
    task.handlers = own;
  }
  task.handlers.resetForExec();
  task.signals.alternateStack = noAlternateStack;
  task.restartCall = null;
  task.dispatch = null;
  task.debug = null;
  task.personality &= ~READ_IMPLIES_EXEC;
  process.deleteTimers();
  // Whoever gains rights is not dumpable, and its parent's end is not its business any more (commit_creds).
  const old = task.credentials;
  const isOther = credentials.euid !== old.euid || credentials.egid !== old.egid;
  const gainsRights = isOther || (credentials.permitted & ~old.permitted) !== 0n;
  process.isDumpable = !gainsRights && credentials.euid === credentials.uid && credentials.egid === credentials.gid;
  process.barriers = 0;
  if (gainsRights || isSecure) task.parentDeathSignal = 0;
  task.credentials = credentials;
  task.securebits = securebitsAfterExec(task.securebits);

  resetContext(task.context.raw);
  task.context.rip = image.entry;
  task.context.rsp = image.stackPointer;

  const name = request.path.slice(request.path.lastIndexOf("/") + 1);
  task.name = name.slice(0, TASK_NAME_SIZE - 1);
  process.executable = program.where;
  process.commandLine = program.argv;
  process.environment = request.envp;
  process.hasExecuted = true;
  process.exitSignal = SIGCHLD;
};

/** The path of a process's program as /proc/PID/exe shows it; empty when it has none. */
export const executablePath = (task: Task): string => {
  const { executable } = task.process;
  return executable === null ? "" : linkText(executable, task.fs.vfs.root);
};
