import type { Sharp } from "sharp";
import { refuse } from "../errors.ts";

/** A picture as it is stored: scaled down, upright, without metadata. */
export interface Encoded {
  bytes: Buffer;
  content_type: "image/webp";
  width: number;
  height: number;
}

const longestSide = 1024;
const mostPixels = 40_000_000;
// The longest side of a WebP, and so of what any of the three formats needs.
const mostOfSide = 16_383;

/**
 * Encodes a file as the picture to store. The type (JPEG, PNG, WebP) is found by the content, not by the name; of an
 * animation the first frame is used. Throws `unsupported_media_type`, `invalid_image`.
 */
export async function encodeBytes(bytes: Buffer): Promise<Encoded> {
  const kind = kindOf(bytes);
  if (!kind) refuse(415, "unsupported_media_type", "The picture must be a JPEG, PNG or WebP.");
  const open = await opener();
  // Only the header is read before the size is checked.
  const { format, width = 0, height = 0 } = await open(bytes, false).metadata().catch(refuseBroken);
  if (format !== kind) return refuseBroken();
  if (Math.max(width, height) > mostOfSide)
    refuse(422, "invalid_image", "The picture is longer than 16,383 pixels on a side. Send a smaller one.");
  if (width * height > mostPixels)
    refuse(422, "invalid_image", "The picture has more than 40 megapixels. Send a smaller one.");
  const { data, info } = await open(bytes, mostPixels)
    .autoOrient()
    .resize(longestSide, longestSide, { fit: "inside", withoutEnlargement: true })
    .webp({ quality: 82, effort: 2 })
    .toBuffer({ resolveWithObject: true })
    .catch(refuseBroken);
  return { bytes: data, content_type: "image/webp", width: info.width, height: info.height };
}

/** The type of a picture by its first bytes; undefined for anything else. */
export function kindOf(bytes: Buffer): "jpeg" | "png" | "webp" | undefined {
  const starts = (hex: string, at = 0) => bytes.subarray(at, at + hex.length / 2).toString("hex") === hex;
  if (starts("ffd8ff")) return "jpeg";
  if (starts("89504e470d0a1a0a")) return "png";
  return starts("52494646") && starts("57454250", 8) ? "webp" : undefined;
}

function refuseBroken(): never {
  refuse(422, "invalid_image", "The picture cannot be read: it is cut off or damaged.");
}

let ready: Promise<(bytes: Buffer, limitInputPixels: number | false) => Sharp> | undefined;

// The library is large: it is loaded with the first picture. Its loaders of other formats are blocked, to keep the attack
// surface small.
function opener() {
  ready ??= import("sharp").then(({ default: sharp }) => {
    sharp.cache(false);
    sharp.concurrency(1);
    sharp.block({ operation: ["VipsForeignLoad"] });
    const kinds = ["Jpeg", "Png", "Webp"].map((kind) => `VipsForeignLoad${kind}Buffer`);
    sharp.unblock({ operation: kinds });
    return (bytes, limitInputPixels) => sharp(bytes, { limitInputPixels, failOn: "error", sequentialRead: true });
  });
  return ready;
}
