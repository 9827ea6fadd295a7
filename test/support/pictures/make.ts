import sharp from "sharp";

type Format = "jpeg" | "png" | "webp";

/** A picture of noise, which no format makes small: with 3 bytes a pixel it is about as large as it says. */
export function noise(width: number, height: number, format: Format = "jpeg", options: object = {}): Promise<Buffer> {
  const background = { r: 128, g: 128, b: 128 };
  const create = {
    width,
    height,
    channels: 3 as const,
    background,
    noise: { type: "gaussian" as const, mean: 128, sigma: 40 },
  };
  return sharp({ create })[format](options).toBuffer();
}

/** A picture of one colour: small, however large it is when it is opened. */
export function flat(width: number, height: number, format: Format = "png"): Promise<Buffer> {
  return sharp({ create: { width, height, channels: 3, background: "#336699" }, limitInputPixels: false })
    [format]()
    .toBuffer();
}

/** A form with a file, as browsers send it. */
export function formOf(bytes: Buffer | string, { name = "file", type = "image/jpeg", filename = "me.jpg" } = {}) {
  const boundary = "----boundary-of-the-tests";
  const head = `--${boundary}\r\nContent-Disposition: form-data; name="${name}"; filename="${filename}"\r\nContent-Type: ${type}\r\n\r\n`;
  const raw = Buffer.concat([Buffer.from(head), Buffer.from(bytes), Buffer.from(`\r\n--${boundary}--\r\n`)]);
  return { raw: new Uint8Array(raw), headers: { "Content-Type": `multipart/form-data; boundary=${boundary}` } };
}
