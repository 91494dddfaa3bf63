/** Mount options of devpts (fs/devpts/inode.c, parse_mount_options). */
import { EINVAL } from "../../abi/errors.ts";

export interface DevptsOptions {
  /** Permission bits of slaves, and of ptmx. */
  readonly mode: number;
  readonly ptmxMode: number;
  /** Owners of slaves; null for whoever opens the master. */
  readonly uid: number | null;
  readonly gid: number | null;
  /** How many there may be. */
  readonly max: number;
}

const MAX = 1 << 20;

export const DEFAULT_OPTIONS: DevptsOptions = { mode: 0o600, ptmxMode: 0o000, uid: null, gid: null, max: MAX };

const octal = (text: string): number => {
  if (!/^[0-7]+$/.test(text)) throw EINVAL;
  return Number.parseInt(text, 8) & 0o777;
};

const number = (text: string): number => {
  if (!/^[0-9]+$/.test(text)) throw EINVAL;
  return Number(text);
};

/** `isKnown` says whether the user namespace has an id. */
export const parseDevptsOptions = (
  data: string,
  isKnown: { hasUid(uid: number): boolean; hasGid(gid: number): boolean },
): DevptsOptions => {
  let options = DEFAULT_OPTIONS;
  for (const option of data.split(",")) {
    const [name = "", value = ""] = option.split("=");
    switch (name) {
      case "":
      case "newinstance":
        break;
      case "mode":
        options = { ...options, mode: octal(value) };
        break;
      case "ptmxmode":
        options = { ...options, ptmxMode: octal(value) };
        break;
      case "uid":
        if (!isKnown.hasUid(number(value))) throw EINVAL;
        options = { ...options, uid: number(value) };
        break;
      case "gid":
        if (!isKnown.hasGid(number(value))) throw EINVAL;
        options = { ...options, gid: number(value) };
        break;
      case "max":
        if (number(value) > MAX) throw EINVAL;
        options = { ...options, max: number(value) };
        break;
      default:
        throw EINVAL;
    }
  }
  return options;
};

/** As /proc/mounts shows them (devpts_show_options). */
export const optionsText = ({ uid, gid, mode, ptmxMode, max }: DevptsOptions): string => {
  const octalText = (bits: number): string => bits.toString(8).padStart(3, "0");
  const owners = (uid === null ? "" : `,uid=${uid}`) + (gid === null ? "" : `,gid=${gid}`);
  const most = max < MAX ? `,max=${max}` : "";
  return `${owners},mode=${octalText(mode)},ptmxmode=${octalText(ptmxMode)}${most}`;
};
