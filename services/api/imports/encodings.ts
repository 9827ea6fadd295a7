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

/**
 * Decodes a file by blocks of whole lines, so that an error names its line. A byte order mark decides, then what was
 * named, then how the first bytes look; else it is UTF-8. Throws `UnreadableFile` for bytes that are not the encoding:
 * nothing is replaced.
 */
export async function* decoded(chunks: AsyncIterable<Uint8Array>, named?: Encoding): AsyncGenerator<Block> {
  let rest: Buffer = Buffer.alloc(0);
  let line = 1;
  let encoding: Encoding | undefined;
  for await (const chunk of chunks) {
    rest = rest.length === 0 ? Buffer.from(chunk) : Buffer.concat([rest, chunk]);
    if (encoding === undefined) {
      if (rest.length < 4) continue;
      encoding = encodingOf(rest, named);
      rest = withoutMark(rest, encoding);
    }
    const end = endOfLines(rest, encoding);
    if (end === 0 && rest.length > longestLine) throw new UnreadableFile(`Line ${line} is longer than 4 MiB.`);
    if (end === 0) continue;
    const block = { text: decode(rest.subarray(0, end), encoding, line), line };
    yield block;
    line += linesIn(block.text);
    rest = rest.subarray(end);
  }
  encoding ??= encodingOf(rest, named);
  const last = decode(withoutMark(rest, encoding), encoding, line);
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

// The length of all whole lines.
function endOfLines(bytes: Buffer, encoding: Encoding): number {
  if (encoding !== "utf-16le" && encoding !== "utf-16be") return bytes.lastIndexOf(0x0a) + 1;
  const feed = encoding === "utf-16le" ? "\n\0" : "\0\n";
  for (let at = bytes.length; at > 0; ) {
    at = bytes.lastIndexOf(feed, at - 1, "latin1");
    if (at >= 0 && at % 2 === 0) return at + 2;
  }
  return 0;
}

const decoders = new Map<Encoding, InstanceType<typeof TextDecoder>>();

function decode(bytes: Buffer, encoding: Encoding, line: number): string {
  const text = textOf(bytes, encoding);
  if (text !== undefined) return text;
  throw new UnreadableFile(`Line ${line + wrongLine(bytes, encoding)} is not ${nameOf[encoding]}.${hintOf[encoding]}`);
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
function wrongLine(bytes: Buffer, encoding: Encoding): number {
  for (let line = 0, rest = bytes; rest.length > 0; line++) {
    const length = firstLine(rest, encoding);
    if (textOf(rest.subarray(0, length), encoding) === undefined) return line;
    rest = rest.subarray(length);
  }
  return 0;
}

function firstLine(bytes: Buffer, encoding: Encoding): number {
  const isWide = encoding === "utf-16le" || encoding === "utf-16be";
  const step = isWide ? 2 : 1;
  const feedAt = encoding === "utf-16be" ? 1 : 0;
  for (let at = 0; at + step <= bytes.length; at += step)
    if (bytes[at + feedAt] === 0x0a && (!isWide || bytes[at + 1 - feedAt] === 0)) return at + step;
  return bytes.length;
}

/** How many lines end in a text. */
export function linesIn(text: string): number {
  let lines = 0;
  for (let at = text.indexOf("\n"); at >= 0; at = text.indexOf("\n", at + 1)) lines++;
  return lines;
}
