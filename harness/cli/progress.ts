/** One live line on standard error, on a terminal only; elsewhere nothing is printed. */
export interface Progress {
  show(text: string): void;
  clear(): void;
}

export function progressLine(stream: NodeJS.WriteStream, wanted: boolean): Progress {
  if (!wanted || !stream.isTTY) return { show: () => {}, clear: () => {} };
  return {
    show: (text) => stream.write(`\r\x1b[2K${text.slice(0, Math.max(0, (stream.columns || 80) - 1))}`),
    clear: () => stream.write("\r\x1b[2K"),
  };
}
