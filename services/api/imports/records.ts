import { type Block, linesIn, UnreadableFile } from "./encodings.ts";

/** A record of a CSV file: its cells, or why it is none. */
export interface CsvRecord {
  /** The line on which it begins. */
  line: number;
  cells: string[];
  problem?: string;
}

/** Characters of the longest record. A quoted cell that goes on for longer was opened by a stray quote. */
export const longestRecord = 256 * 1024;

/**
 * Reads the records of decoded lines (RFC 4180, cells divided by comma, semicolon or tab as the first line is). A
 * malformed record ends with its first line, and reading goes on with the next: a stray quote costs the lines of one
 * record, not the rest of the file.
 */
export async function* records(blocks: AsyncIterable<Block>): AsyncGenerator<CsvRecord> {
  let text = "";
  let line = 1;
  let delimiter: string | undefined;
  for await (const block of blocks) {
    text += block.text;
    if (delimiter === undefined) {
      // Excel's own hint, which it writes and reads before the header.
      const hint = /^"?sep=([,;\t])"?\r?\n/i.exec(text);
      delimiter = hint?.[1] ?? delimiterOf(text);
      if (hint) [text, line] = [text.slice(hint[0].length), line + 1];
    }
    const reader = new Reader(text, line, delimiter);
    yield* reader.records(false);
    text = text.slice(reader.at);
    line = reader.line;
  }
  const reader = new Reader(text, line, delimiter ?? ",");
  yield* reader.records(true);
}

// The one that stands most often in the first line outside of quotes.
function delimiterOf(text: string): string {
  const header = (text.split(/\r?\n/, 1)[0] ?? "").replace(/"[^"]*"/g, "");
  const counted = [",", ";", "\t"].map((mark) => [mark, header.split(mark).length] as const);
  return counted.reduce((most, each) => (each[1] > most[1] ? each : most))[0];
}

class Reader {
  at = 0;
  line: number;
  readonly #text: string;
  readonly #delimiter: string;

  constructor(text: string, line: number, delimiter: string) {
    this.#text = text;
    this.line = line;
    this.#delimiter = delimiter;
  }

  /** The records of the text; the last one only when it is whole, or `isEnd`. */
  *records(isEnd: boolean): Generator<CsvRecord> {
    while (this.at < this.#text.length) {
      const record = this.#next(isEnd);
      if (!record) return;
      if (record.problem || record.cells.some((cell) => cell !== "")) yield record;
    }
  }

  #next(isEnd: boolean): CsvRecord | undefined {
    const { line } = this;
    const cells: string[] = [];
    for (let at = this.at; ; ) {
      const start = this.#afterSpaces(at);
      const isQuoted = this.#text[start] === '"';
      const closed = isQuoted ? this.#endOfQuoted(start) : this.#endOfPlain(at);
      if (closed === undefined) {
        const isTooLong = this.#text.length - this.at > longestRecord;
        return isEnd || isTooLong ? this.#malformed("has a quote that is never closed") : undefined;
      }
      const cell = this.#text.slice(isQuoted ? start : at, closed);
      if (!isQuoted && cell.includes('"')) return this.#malformed("has a quote inside of a cell that is not quoted");
      cells.push(isQuoted ? cell.slice(1, -1).replaceAll('""', '"') : cell.trim());
      const end = isQuoted ? this.#afterSpaces(closed) : closed;
      if (this.#text[end] === this.#delimiter) at = end + 1;
      else if (this.#isLineEnd(end)) return this.#whole({ line, cells }, end);
      else return this.#malformed("has text after a closing quote");
    }
  }

  // Files that were joined have byte order marks inside.
  #afterSpaces(start: number): number {
    let at = start;
    while (this.#text[at] === " " || this.#text[at] === "\ufeff") at++;
    return at;
  }

  // After the closing quote; undefined when the text has none.
  #endOfQuoted(start: number): number | undefined {
    for (let at = start + 1; ; at += 2) {
      at = this.#text.indexOf('"', at);
      if (at < 0 || at - this.at > longestRecord) return undefined;
      if (this.#text[at + 1] !== '"') return at + 1;
    }
  }

  #endOfPlain(start: number): number {
    const text = this.#text;
    let at = start;
    while (at < text.length && text[at] !== this.#delimiter && text[at] !== "\n") at++;
    return text[at] !== this.#delimiter && text[at - 1] === "\r" && at > start ? at - 1 : at;
  }

  #isLineEnd(at: number): boolean {
    const after = this.#text[at] === "\r" ? at + 1 : at;
    return after >= this.#text.length || this.#text[after] === "\n";
  }

  #whole(record: CsvRecord, end: number): CsvRecord {
    const feed = this.#text.indexOf("\n", end);
    this.#moveTo(feed < 0 ? this.#text.length : feed + 1);
    return record;
  }

  #malformed(problem: string): CsvRecord {
    const feed = this.#text.indexOf("\n", this.at);
    const end = feed < 0 ? this.#text.length : feed + 1;
    const record = { line: this.line, cells: [this.#text.slice(this.at, end).trimEnd()], problem };
    this.#moveTo(end);
    return record;
  }

  #moveTo(end: number): void {
    this.line += linesIn(this.#text.slice(this.at, end));
    this.at = end;
  }
}

/** The first record, with the names of columns. Throws `UnreadableFile` when there is none. */
export async function headerOf(all: AsyncGenerator<CsvRecord>): Promise<string[]> {
  const { value, done } = await all.next();
  if (done) throw new UnreadableFile("The file is empty: its first line must name the columns.");
  if (value.problem) throw new UnreadableFile(`The first line ${value.problem}.`);
  return value.cells;
}
