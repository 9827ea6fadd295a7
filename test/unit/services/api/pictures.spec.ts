import { crc32 } from "node:zlib";
import { expect } from "chai";
import sharp from "sharp";
import { flat, noise } from "../../../support/pictures/make.ts";

const { encodeBytes, kindOf } = await import("../../../../services/api/uploads/picture.ts");
const { encodeElsewhere } = await import("../../../../services/api/uploads/decoders.ts");
const { Turns, TurnsByKey } = await import("../../../../mixins/jobs/turns.ts");

describe("uploaded picture", () => {
  for (const format of ["jpeg", "png", "webp"] as const) {
    it(`is recognized as ${format} by its bytes and stored as WebP`, async () => {
      const upload = await noise(120, 80, format);
      expect(kindOf(upload)).to.equal(format);
      const stored = await encodeBytes(upload);
      expect(stored).to.include({ content_type: "image/webp", width: 120, height: 80 });
      expect(kindOf(stored.bytes)).to.equal("webp");
    });
  }

  it("is reduced to at most 1024 by 1024 and never enlarged", async () => {
    const sizes = async (width: number, height: number) => {
      const stored = await encodeBytes(await flat(width, height));
      return [stored.width, stored.height];
    };
    expect(await sizes(4_096, 1_024)).to.deep.equal([1_024, 256]);
    expect(await sizes(10, 3_000)).to.deep.equal([3, 1_024]);
    expect(await sizes(1, 1)).to.deep.equal([1, 1]);
  });

  it("is rotated upright for every camera orientation", async () => {
    for (const orientation of [1, 2, 3, 4, 5, 6, 7, 8]) {
      const photo = await sharp(await noise(60, 40))
        .withMetadata({ orientation })
        .jpeg()
        .toBuffer();
      const { width, height } = await encodeBytes(photo);
      expect([width, height], `${orientation}`).to.deep.equal(orientation < 5 ? [60, 40] : [40, 60]);
    }
  });

  it("keeps transparency and is converted to sRGB", async () => {
    const transparent = await sharp({ create: { width: 9, height: 9, channels: 4, background: "#00000000" } })
      .png()
      .toBuffer();
    expect((await sharp((await encodeBytes(transparent)).bytes).metadata()).hasAlpha).to.equal(true);
    const cmyk = await sharp(await noise(30, 30))
      .toColourspace("cmyk")
      .jpeg()
      .toBuffer();
    expect((await sharp((await encodeBytes(cmyk)).bytes).metadata()).space).to.equal("srgb");
  });

  it("with animation is stored as its first frame", async () => {
    const frames = await Promise.all(
      ["#ff0000", "#0000ff"].map((background) =>
        sharp({ create: { width: 20, height: 20, channels: 3, background } })
          .png()
          .toBuffer(),
      ),
    );
    const animation = await sharp(frames, { join: { animated: true } })
      .webp({ loop: 0, delay: [100, 100] })
      .toBuffer();
    expect((await sharp(animation, { animated: true }).metadata()).pages).to.equal(2);
    const stored = await encodeBytes(animation);
    expect(stored.height).to.equal(20);
    expect((await sharp(stored.bytes).metadata()).pages ?? 1).to.equal(1);
  });

  const refusal = (bytes: Buffer) =>
    encodeBytes(bytes).then(
      () => "accepted",
      ({ code, type }) => `${code} ${type}`,
    );

  it("is refused in any other format", async () => {
    const svg = '<svg xmlns="http://www.w3.org/2000/svg" width="9" height="9"/>';
    const others = [svg, `<?xml version="1.0"?>${svg}`, "%PDF-1.7", "BM", "II*\0", "GIF89a", "", "RIFF....WAVE"];
    for (const text of others) expect(await refusal(Buffer.from(text)), text).to.equal("415 unsupported_media_type");
    for (const format of ["gif", "tiff", "avif"] as const)
      expect(
        await refusal(
          await sharp(await noise(9, 9))
            [format]()
            .toBuffer(),
        ),
        format,
      ).to.equal("415 unsupported_media_type");
  });

  it("is refused when only its beginning is valid", async () => {
    const [jpeg, png, webp] = [await noise(99, 99), await noise(99, 99, "png"), await noise(99, 99, "webp")];
    const svg = Buffer.from('<svg xmlns="http://www.w3.org/2000/svg" width="9" height="9"/>');
    for (const original of [jpeg, png, webp]) {
      expect(await refusal(original)).to.equal("accepted");
      for (const bytes of [original.subarray(0, original.length * 0.6), Buffer.concat([original.subarray(0, 12), svg])])
        expect(await refusal(bytes)).to.equal("422 invalid_image");
    }
    const flipped = Buffer.from(png);
    const middle = Math.floor(flipped.length / 2);
    flipped.fill(0xa5, middle, middle + 200);
    expect(await refusal(flipped)).to.equal("422 invalid_image");
  });

  it("of more than 40 megapixels by its header is refused before decoding", async () => {
    const small = await flat(10, 10);
    const messageOf = (bytes: Buffer) => encodeBytes(bytes).catch(({ message }) => message);
    for (const [width, height] of [
      [8_000, 5_001],
      [12_000, 12_000],
    ] as const)
      expect(await messageOf(claiming(small, width, height))).to.contain("40 megapixels");
    for (const [width, height] of [
      [16_384, 1],
      [1, 16_384],
      [60_000, 60_000],
    ] as const)
      expect(await messageOf(claiming(small, width, height))).to.contain("16,383 pixels on a side");
    // Below the limit, but the data does not match the header.
    expect(await messageOf(claiming(small, 8_000, 5_000))).to.contain("cut off or damaged");
    expect(await refusal(claiming(small, 10, 10))).to.equal("accepted");
  });
});

describe("a process that decodes pictures", () => {
  it("is killed when a picture takes too long, and the next picture gets another", async function () {
    this.timeout(20_000);
    const small = await noise(60, 40);
    const large = await noise(6_000, 4_000);
    expect((await encodeElsewhere(small, 10_000)).width).to.equal(60);
    const refused = await encodeElsewhere(large, 5).catch((error: object) => error);
    expect(refused).to.deep.include({ code: 422, type: "invalid_image" });
    expect((refused as Error).message).to.contain("takes too long to decode");
    expect((await encodeElsewhere(small, 10_000)).width).to.equal(60);
    const broken = await encodeElsewhere(Buffer.from("GIF89a"), 10_000).catch(({ code }) => code);
    expect(broken).to.equal(415);
  });
});

/** A PNG whose header declares another size than its data has. */
function claiming(png: Buffer, width: number, height: number): Buffer {
  const claimed = Buffer.from(png);
  claimed.writeUInt32BE(width, 16);
  claimed.writeUInt32BE(height, 20);
  claimed.writeUInt32BE(crc32(claimed.subarray(12, 29)), 29);
  return claimed;
}

describe("TurnsByKey", () => {
  it("runs the work of one key in order, and that of others beside it", async () => {
    const turns = new TurnsByKey();
    const order: string[] = [];
    const first = Promise.withResolvers<void>();
    const one = turns.take("a", async () => {
      await first.promise;
      order.push("a1");
      throw new Error("failed");
    });
    const two = turns.take("a", async () => order.push("a2"));
    await turns.take("b", async () => order.push("b1"));
    first.resolve();
    await Promise.allSettled([one, two]);
    expect(order).to.deep.equal(["b1", "a1", "a2"]);
  });
});

describe("Turns", () => {
  it("limits concurrent work and keeps the order of arrival, also after failures", async () => {
    const turns = new Turns(2);
    const order: number[] = [];
    let working = 0;
    let maxWorking = 0;
    const work = (at: number) => async () => {
      maxWorking = Math.max(maxWorking, ++working);
      order.push(at);
      await new Promise(setImmediate);
      working--;
      if (at % 3 === 0) throw new Error(`${at}`);
      return at;
    };
    const ends = await Promise.allSettled([0, 1, 2, 3, 4, 5, 6].map((at) => turns.take(work(at))));
    expect(ends.map(({ status }) => status === "fulfilled")).to.deep.equal([
      false,
      true,
      true,
      false,
      true,
      true,
      false,
    ]);
    expect(order).to.deep.equal([0, 1, 2, 3, 4, 5, 6]);
    expect(maxWorking).to.equal(2);
  });
});
