import { gunzipSync, gzipSync } from "node:zlib";
import { headers, type Msg, type MsgHdrs } from "nats";

// What NATS counts beside the data: the headers of an event.
const headerBytes = 512;

/** An event as a message: JSON, and compressed where the server would refuse it as too large. */
export function encodeEvent(event: object, limit = 1024 * 1024): { data: Buffer; headers?: MsgHdrs } {
  const json = Buffer.from(JSON.stringify(event));
  if (json.length + headerBytes <= limit) return { data: json };
  const compressed = headers();
  compressed.set("Content-Encoding", "gzip");
  return { data: gzipSync(json), headers: compressed };
}

/** The event of a message, undefined where it holds none. */
export function decodeEvent(message: Pick<Msg, "data" | "headers">): unknown {
  try {
    const isCompressed = message.headers?.get("Content-Encoding") === "gzip";
    const json = isCompressed ? gunzipSync(message.data) : Buffer.from(message.data);
    return JSON.parse(json.toString());
  } catch {
    return undefined;
  }
}
