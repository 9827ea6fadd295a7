import { createHash } from "node:crypto";
import { matchedTag } from "../etag.ts";
import { type Coding, codingOf, compress, smallest } from "./coding.ts";
import { answering, coded, type Page, write } from "./respond.ts";

/** How long a store may use a document before it asks again. */
export const caching = {
  /** What is at the address changes with a release at most. */
  document: "public, max-age=300, stale-while-revalidate=86400",
  /** The address names the content or its version. */
  asset: "public, max-age=31536000, immutable",
};

interface Content {
  plain: Buffer;
  etag: string;
  packed: Partial<Record<Coding, Promise<Buffer>>>;
}

/**
 * A page that is the same for everyone: loaded by the first request, compressed once for each coding, with an ETag of its
 * content.
 */
export function documentPage(
  load: () => string | Buffer | Promise<string | Buffer>,
  type: string,
  given: Record<string, string> = {},
): Page {
  let loading: Promise<Content> | undefined;
  return answering(async (request, response) => {
    loading ??= contentOf(load);
    const { plain, etag, packed } = await loading.catch((error) => {
      loading = undefined;
      throw error;
    });
    const headers = {
      "Content-Type": type,
      "Cache-Control": caching.document,
      "Cross-Origin-Resource-Policy": "cross-origin",
      ...given,
      ETag: etag,
      Vary: "Accept-Encoding",
    };
    const matched = matchedTag(request.headers, etag);
    if (matched) return write(request, response, { status: 304, headers: { ...headers, ETag: matched } });
    const coding = plain.length > smallest && isText(type) ? codingOf(request.headers) : undefined;
    if (!coding) return write(request, response, { status: 200, headers, body: plain });
    packed[coding] ??= compress(coding, plain, "best");
    write(request, response, { status: 200, headers: coded(headers, coding), body: await packed[coding] });
  });
}

const isText = (type: string) => /^text\/|json|javascript|svg/.test(type);

async function contentOf(load: () => string | Buffer | Promise<string | Buffer>): Promise<Content> {
  const plain = Buffer.from(await load());
  return { plain, etag: `"${createHash("sha256").update(plain).digest("base64url").slice(0, 22)}"`, packed: {} };
}
