/** What a cell may hold; null is an empty cell. */
export type Cell = string | number | boolean | null;

/**
 * Writes rows as CSV (RFC 4180: CRLF, quotes where they are needed). A text that a spreadsheet would run as a formula
 * gets an apostrophe before it. By hand, because an export is mostly this: csv-stringify takes five times as long.
 */
export function csvOf(rows: readonly Cell[][]): string {
  let text = "";
  for (const row of rows) {
    let line = "";
    for (const cell of row) line += `,${typeof cell === "string" ? textOf(cell) : (cell ?? "")}`;
    text += `${line.slice(1)}\r\n`;
  }
  return text;
}

const special = /[",\r\n]/;
// Also the full-width forms of = + - @, which spreadsheets treat alike.
const formula = /^[=+\-@\t\r＝＋－＠]/;

function textOf(text: string): string {
  const harmless = formula.test(text) ? `'${text}` : text;
  return special.test(harmless) ? `"${harmless.replaceAll('"', '""')}"` : harmless;
}
