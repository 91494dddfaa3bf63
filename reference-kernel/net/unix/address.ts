/** struct sockaddr_un (unix(7), "Address format"): pathname, abstract, or unnamed. */
import { EINVAL } from "../../abi/errors.ts";
import { AF_UNIX, SOCKADDR_UN_SIZE } from "../../abi/socket.ts";

const FAMILY_SIZE = 2;

export interface UnixAddress {
  readonly kind: "pathname" | "abstract";
  /** The path, or the bytes after the leading NUL; a binary string. */
  readonly name: string;
  /** As getsockname answers it. */
  readonly bytes: Uint8Array;
}

/** Parses what bind, connect and sendto are given; EINVAL by unix_validate_addr. */
export const parseUnixAddress = (given: Uint8Array): UnixAddress => {
  if (given.length <= FAMILY_SIZE || given.length > SOCKADDR_UN_SIZE || familyOf(given) !== AF_UNIX) throw EINVAL;
  if (given[FAMILY_SIZE] === 0) return abstractAddress(latin1(given.subarray(FAMILY_SIZE + 1)));
  const nul = given.indexOf(0, FAMILY_SIZE);
  return pathnameAddress(latin1(given.subarray(FAMILY_SIZE, nul < 0 ? given.length : nul)));
};

/** The family of a sockaddr, -1 when it is too short to have one. */
export const familyOf = (given: Uint8Array): number =>
  given.length < FAMILY_SIZE ? -1 : new DataView(given.buffer, given.byteOffset).getUint16(0, true);

/** Only a family: bind then chooses a name by itself. */
export const isAutobind = (given: Uint8Array): boolean => given.length === FAMILY_SIZE && familyOf(given) === AF_UNIX;

export const abstractAddress = (name: string): UnixAddress => ({
  kind: "abstract",
  name,
  bytes: encode(`\0${name}`),
});

const pathnameAddress = (name: string): UnixAddress => ({ kind: "pathname", name, bytes: encode(`${name}\0`) });

/** The address of a socket without a name. */
export const UNNAMED: Uint8Array = Uint8Array.of(AF_UNIX, 0);

const latin1 = (bytes: Uint8Array): string => {
  let text = "";
  for (const byte of bytes) text += String.fromCharCode(byte);
  return text;
};

const encode = (name: string): Uint8Array => {
  const bytes = new Uint8Array(FAMILY_SIZE + name.length);
  bytes[0] = AF_UNIX;
  for (let i = 0; i < name.length; i++) bytes[FAMILY_SIZE + i] = name.charCodeAt(i);
  return bytes;
};
