import { type ChildProcess, fork } from "node:child_process";
import { once } from "node:events";
import { fileURLToPath } from "node:url";
import { UnavailableError } from "../../../mixins/actions/errors.ts";
import { Turns, TurnsByKey } from "../../../mixins/jobs/turns.ts";
import { refuse } from "../errors.ts";
import type { Encoded } from "./picture.ts";
import type { Upload } from "./upload.ts";

/** How long decoding a picture may take, so that no file delays the others. */
export const decodingMs = 4_000;

// A decoded picture needs memory by its pixels, not by its file size: two at a time.
const turns = new Turns(2);
const ofCustomers = new TurnsByKey();
const idle: ChildProcess[] = [];
const idleMs = 30_000;

/**
 * Encodes an upload as the picture to store, in a process that is killed when it takes too long. A customer has one turn
 * at a time. Throws `unsupported_media_type`, `invalid_image`.
 */
export function encode(upload: Upload, customer: string): Promise<Encoded> {
  return ofCustomers.take(customer, () => turns.take(async () => encodeElsewhere(await upload.read())));
}

interface Reply {
  encoded?: Encoded;
  refused?: { code: unknown; type: string; message: string };
}

/** The same for bytes, without waiting for a turn. */
export async function encodeElsewhere(bytes: Buffer, ms = decodingMs): Promise<Encoded> {
  const decoder = idle.pop() ?? (await start());
  const late = setTimeout(() => decoder.kill("SIGKILL"), ms);
  decoder.send({ bytes });
  const reply = await replyOf(decoder).finally(() => clearTimeout(late));
  if (reply === undefined) return refuseSlow(decoder);
  keep(decoder);
  const { encoded, refused } = reply;
  if (encoded) return { ...encoded, bytes: Buffer.from(encoded.bytes) };
  if (typeof refused?.code !== "number") throw new Error(`A picture could not be decoded: ${refused?.message}`);
  return refuse(refused.code, refused.type, refused.message);
}

async function start(): Promise<ChildProcess> {
  const file = fileURLToPath(new URL("decoder.ts", import.meta.url));
  const decoder = fork(file, { serialization: "advanced", execArgv: [] });
  decoder.on("error", () => undefined);
  if ((await replyOf(decoder)) === undefined) throw new UnavailableError("process that decodes pictures");
  return decoder;
}

// The next message, or undefined when the process ends before.
async function replyOf(decoder: ChildProcess): Promise<Reply | undefined> {
  const waiting = new AbortController();
  const { signal } = waiting;
  const message = once(decoder, "message", { signal }).then(([reply]) => reply as Reply);
  const ended = once(decoder, "exit", { signal }).then(() => undefined);
  try {
    return await Promise.race([message, ended]);
  } finally {
    waiting.abort();
    message.catch(() => undefined);
    ended.catch(() => undefined);
  }
}

function refuseSlow({ killed }: ChildProcess): never {
  if (!killed) throw new UnavailableError("process that decodes pictures");
  refuse(422, "invalid_image", "The picture takes too long to decode. Send it in another form.");
}

// Ready for the next picture; after a while without one, its memory is released.
function keep(decoder: ChildProcess): void {
  idle.push(decoder);
  decoder.unref();
  decoder.channel?.unref();
  setTimeout(() => {
    const at = idle.indexOf(decoder);
    if (at < 0) return;
    idle.splice(at, 1);
    decoder.kill("SIGKILL");
  }, idleMs).unref();
}
