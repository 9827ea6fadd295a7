/** The encodings that a file may have. */
export const encodings = ["utf-8", "utf-16le", "utf-16be", "windows-1252"] as const;

export type Encoding = (typeof encodings)[number];

/** A file that cannot be read on; the message says where and why. */
export class UnreadableFile extends Error {}

/** A block of whole lines, and the number of its first one. */
export interface Block {
  text: string;
  line: number;
}

// A longer line means another kind of file, or UTF-16 under another name.
const longestLine = 4 * 1024 * 1024;

// How a file's text is written; lines that end in a carriage return alone are those of spreadsheets for old Macs.
interface Form {
  encoding: Encoding;
  end: "\n" | "\r";
}

/**
 * Decodes a file by blocks of whole lines, which end in a line feed, so that an error names its line. A byte order mark decides, then what was
 * named, then how the first bytes look; else it is UTF-8. Throws `UnreadableFile` for bytes that are not the encoding:
 * nothing is replaced.
 */
export async function* decoded(chunks: AsyncIterable<Uint8Array>, named?: Encoding): AsyncGenerator<Block> {
  let rest: Buffer = Buffer.alloc(0);
  let line = 1;
  let encoding: Encoding | undefined;
  let form: Form | undefined;
  for await (const chunk of chunks) {
    rest = rest.length === 0 ? Buffer.from(chunk) : Buffer.concat([rest, chunk]);
    if (encoding === undefined) {
      if (rest.length < 4) continue;
      encoding = encodingOf(rest, named);
      rest = withoutMark(rest, encoding);
    }
    form ??= formOf(rest, encoding);
    const end = form ? endOfLines(rest, form) : 0;
    if (end === 0 && rest.length > longestLine) throw new UnreadableFile(`Line ${line} is longer than 4 MiB.`);
    if (end === 0 || !form) continue;
    const block = { text: decode(rest.subarray(0, end), form, line), line };
    yield block;
    line += linesIn(block.text);
    rest = rest.subarray(end);
  }
  encoding ??= encodingOf(rest, named);
  const last = decode(withoutMark(rest, encoding), form ?? { encoding, end: "\n" }, line);
  if (last !== "") yield { text: last, line };
}

function encodingOf(start: Buffer, named: Encoding | undefined): Encoding {
  if (start[0] === 0xef && start[1] === 0xbb && start[2] === 0xbf) return "utf-8";
  if (start[0] === 0xff && start[1] === 0xfe) return "utf-16le";
  if (start[0] === 0xfe && start[1] === 0xff) return "utf-16be";
  if (named) return named;
  // A header begins with a letter, of which UTF-16 leaves one byte zero.
  if (start.length >= 4 && start[0] === 0 && start[2] === 0) return "utf-16be";
  if (start.length >= 4 && start[1] === 0 && start[3] === 0) return "utf-16le";
  return "utf-8";
}

function withoutMark(bytes: Buffer, encoding: Encoding): Buffer {
  const marks = { "utf-8": "efbbbf", "utf-16le": "fffe", "utf-16be": "feff", "windows-1252": " " };
  const mark = Buffer.from(marks[encoding], "hex");
  return mark.length > 0 && bytes.subarray(0, mark.length).equals(mark) ? bytes.subarray(mark.length) : bytes;
}

// Undefined before the first line has ended.
function formOf(bytes: Buffer, encoding: Encoding): Form | undefined {
  const [feed, carriage] = [lengthOfLine(bytes, { encoding, end: "\n" }), lengthOfLine(bytes, { encoding, end: "\r" })];
  if (feed > 0 && (carriage === 0 || feed <= carriage + widthOf(encoding))) return { encoding, end: "\n" };
  return carriage > 0 && carriage < bytes.length ? { encoding, end: "\r" } : undefined;
}

const widthOf = (encoding: Encoding) => (encoding === "utf-16le" || encoding === "utf-16be" ? 2 : 1);

const endIn = ({ encoding, end }: Form) =>
  widthOf(encoding) === 1 ? end : encoding === "utf-16le" ? `${end}\0` : `\0${end}`;

// The length of all whole lines.
function endOfLines(bytes: Buffer, form: Form): number {
  const width = widthOf(form.encoding);
  for (let at = bytes.length; at > 0; ) {
    at = bytes.lastIndexOf(endIn(form), at - 1, "latin1");
    if (at >= 0 && at % width === 0) return at + width;
  }
  return 0;
}

// The length of the first line with its end; zero when it has none.
function lengthOfLine(bytes: Buffer, form: Form): number {
  const width = widthOf(form.encoding);
  for (let at = bytes.indexOf(endIn(form), 0, "latin1"); at >= 0; at = bytes.indexOf(endIn(form), at + 1, "latin1"))
    if (at % width === 0) return at + width;
  return 0;
}

const decoders = new Map<Encoding, InstanceType<typeof TextDecoder>>();

function decode(bytes: Buffer, form: Form, line: number): string {
  const { encoding, end } = form;
  const text = textOf(bytes, encoding);
  if (text !== undefined) return end === "\n" ? text : text.replaceAll(end, "\n");
  throw new UnreadableFile(`Line ${line + wrongLine(bytes, form)} is not ${nameOf[encoding]}.${hintOf[encoding]}`);
}

const nameOf = { "utf-8": "UTF-8", "utf-16le": "UTF-16LE", "utf-16be": "UTF-16BE", "windows-1252": "Windows-1252" };
const hintOf = {
  "utf-8": " Save the file as UTF-8, or name its encoding, such as windows-1252.",
  "utf-16le": "",
  "utf-16be": "",
  "windows-1252": "",
};

function textOf(bytes: Buffer, encoding: Encoding): string | undefined {
  const decoder = decoders.get(encoding) ?? new TextDecoder(encoding, { fatal: true, ignoreBOM: true });
  decoders.set(encoding, decoder);
  try {
    const text = decoder.decode(bytes);
    // Five bytes are undefined in Windows-1252; the Encoding Standard maps them to control characters.
    return encoding === "windows-1252" && /[\x81\x8d\x8f\x90\x9d]/.test(text) ? undefined : text;
  } catch {
    return undefined;
  }
}

// How many lines of a block come before the first that cannot be decoded.
function wrongLine(bytes: Buffer, form: Form): number {
  for (let line = 0, rest = bytes; rest.length > 0; line++) {
    const length = lengthOfLine(rest, form) || rest.length;
    if (textOf(rest.subarray(0, length), form.encoding) === undefined) return line;
    rest = rest.subarray(length);
  }
  return 0;
}

/** How many lines end in a text. */
export function linesIn(text: string): number {
  let lines = 0;
  for (let at = text.indexOf("\n"); at >= 0; at = text.indexOf("\n", at + 1)) lines++;
  return lines;
}
