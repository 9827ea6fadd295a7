import type { IncomingHttpHeaders, ServerResponse } from "node:http";
import { pipeline } from "node:stream/promises";
import { env } from "../../config/env.ts";
import { storage } from "../../config/media.ts";
import { callerOf } from "../../mixins/actions/action.ts";
import type { Picture } from "../contracts.ts";
import { refuse } from "./errors.ts";
import { matchedTag } from "./etag.ts";
import { answering, startStream, write } from "./http/respond.ts";
import type { WebRequest } from "./http/web-request.ts";

/** `/media/:key`: a picture, without a credential. What is at an address never changes. */
export const picturePages = {
  "/media/:key": answering(sendPicture),
};

/** The absolute URL of a picture. */
export function pictureUrl(picture: Picture | null, { headers }: { headers: IncomingHttpHeaders }): string | null {
  return picture && `${originOf(headers)}/media/${picture.key}`;
}

/** The gateway's origin for a client. `Host` is the client's own input: a URL made of it is only answered to that client. */
export function originOf({ host = "", "x-forwarded-proto": forwarded }: IncomingHttpHeaders): string {
  if (env.PUBLIC_URL) return env.PUBLIC_URL;
  const scheme = env.TRUST_PROXY > 0 && forwarded === "https" ? "https" : "http";
  return /^[A-Za-z0-9.-]+(:\d{1,5})?$|^\[[0-9a-fA-F:.]+\](:\d{1,5})?$/.test(host) ? `${scheme}://${host}` : "";
}

async function sendPicture(request: WebRequest, response: ServerResponse): Promise<void> {
  const key = String(request.$params.params.key);
  if (!/^\d{1,9}-[A-Za-z0-9_-]{32}$/.test(key)) noSuchPicture();
  const { content_type, bytes } = await callerOf(request.$ctx)("media.find", { key });
  const headers = {
    ETag: `"${key}"`,
    "Cache-Control": "public, max-age=31536000, immutable",
    // Pages of the shop, of another origin, show it.
    "Cross-Origin-Resource-Policy": "cross-origin",
  };
  if (matchedTag(request.headers, headers.ETag)) {
    write(request, response, { status: 304, headers });
    return;
  }
  const object = request.method === "HEAD" ? { bytes } : await storage.open(key);
  if (!object) noSuchPicture();
  startStream(request, response);
  response.writeHead(200, { ...headers, "Content-Type": content_type, "Content-Length": object.bytes });
  if ("stream" in object) await pipeline(object.stream, response);
  else response.end();
}

function noSuchPicture(): never {
  refuse(404, "picture_not_found", "There is no such picture.");
}
