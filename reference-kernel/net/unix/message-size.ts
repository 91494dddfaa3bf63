/**
 * What a message costs against SO_SNDBUF (skb->truesize): its head from the kernel's power-of-two allocator with its
 * bookkeeping, and whole pages beyond. Measured on Linux 6.18, by how many messages of each size fit.
 */
const SKB_SIZE = 256;
const SHARED_INFO = 320;
const PAGE = 4096;
/** Most payload in the head of a stream's piece, of a datagram; and of a stream's piece at all. */
const STREAM_HEAD = 3776;
const DATAGRAM_HEAD = 16064;
const STREAM_PIECE = STREAM_HEAD + 32768;
const DATAGRAM_PAGES = 17 * PAGE;

const alignTo = (value: number, unit: number): number => Math.ceil(value / unit) * unit;

const headCost = (payload: number): number => {
  let allocated = 512;
  while (allocated < alignTo(payload, 64) + SHARED_INFO) allocated *= 2;
  return allocated + SKB_SIZE;
};

/** How long the next piece of a stream's write is. */
export const streamPiece = (left: number, sendBuffer: number): number =>
  Math.min(left, Math.floor(sendBuffer / 2) - 64, STREAM_PIECE);

export const streamCost = (piece: number): number => {
  const paged = Math.min(piece, alignTo(Math.max(0, piece - STREAM_HEAD), PAGE));
  return headCost(piece - paged) + alignTo(paged, PAGE);
};

export const datagramCost = (length: number): number => {
  const paged = length > DATAGRAM_HEAD ? alignTo(Math.min(length - DATAGRAM_HEAD, DATAGRAM_PAGES), PAGE) : 0;
  return headCost(length - Math.min(paged, length)) + paged;
};
