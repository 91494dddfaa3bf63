/** Tables of Markdown, as the formatter of no tool would change them. */

/** A cell's text on one line, bars escaped. */
const cell = (text: string): string => text.replaceAll("|", "\\|").replaceAll("\n", " ");

const line = (cells: readonly string[]): string => `| ${cells.map(cell).join(" | ")} |`;

/** A table: heads, then rows of as many cells. */
export const table = (heads: readonly string[], rows: readonly (readonly string[])[]): string =>
  [line(heads), line(heads.map(() => "---")), ...rows.map(line)].join("\n");
