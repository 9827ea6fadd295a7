import type { IncomingHttpHeaders, ServerResponse } from "node:http";
import { pipeline } from "node:stream/promises";
import { env } from "../../config/env.ts";
import { storage } from "../../config/media.ts";
import { callerOf } from "../../mixins/actions/action.ts";
import type { Picture } from "../contracts.ts";
import { errorBody, refuse, toFailure } from "./errors.ts";
import { isUnchanged } from "./etag.ts";
import { startStream, write } from "./http/respond.ts";
import type { WebRequest } from "./http/web-request.ts";

/** `/media/:key`: a picture, for whoever knows its address. What is at an address never changes. */
export const picturePages = {
  "/media/:key": async (request: WebRequest, response: ServerResponse) => {
    try {
      await sendPicture(request, response);
    } catch (error) {
      const failure = toFailure(error);
      // With half of it sent, the connection's end is the only way left to say so.
      if (response.headersSent) response.destroy();
      else write(request, response, { status: failure.status, body: errorBody(failure, request.$ctx.requestID) });
    }
  },
};

/** Where a picture is served: an address that a page can show as it is. */
export function pictureUrl(picture: Picture | null, { headers }: { headers: IncomingHttpHeaders }): string | null {
  return picture && `${originOf(headers)}/media/${picture.key}`;
}

// What the client named the gateway by is told to nobody but itself.
function originOf({ host = "", "x-forwarded-proto": told }: IncomingHttpHeaders): string {
  if (env.PUBLIC_URL) return env.PUBLIC_URL;
  const scheme = env.TRUST_PROXY > 0 && told === "https" ? "https" : "http";
  return /^[A-Za-z0-9.-]+(:\d{1,5})?$|^\[[0-9a-fA-F:.]+\](:\d{1,5})?$/.test(host) ? `${scheme}://${host}` : "";
}

async function sendPicture(request: WebRequest, response: ServerResponse): Promise<void> {
  const key = String(request.$params.params.key);
  if (!/^\d{1,9}-[A-Za-z0-9_-]{32}$/.test(key)) noSuchPicture();
  const { content_type, bytes } = await callerOf(request.$ctx)("media.find", { key });
  const headers = {
    ETag: `"${key}"`,
    "Cache-Control": "public, max-age=31536000, immutable",
    // A shop's page is of another origin, and shows it.
    "Cross-Origin-Resource-Policy": "cross-origin",
  };
  if (isUnchanged(request.headers, headers.ETag)) {
    write(request, response, { status: 304, headers });
    return;
  }
  const kept = request.method === "HEAD" ? { bytes } : await storage.open(key);
  if (!kept) noSuchPicture();
  startStream(request, response);
  response.writeHead(200, { ...headers, "Content-Type": content_type, "Content-Length": kept.bytes });
  if ("stream" in kept) await pipeline(kept.stream, response);
  else response.end();
}

function noSuchPicture(): never {
  refuse(404, "picture_not_found", "There is no such picture.");
}
