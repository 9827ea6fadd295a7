import { expect } from "chai";
import sharp from "sharp";
import { ulid } from "ulid";
import { act, ask, type Credential, type Parsed, product } from "../../support/harness/index.ts";
import { newCustomer, newShop, type Shop, shopperOf } from "../../support/harness/shop.ts";
import { flat, formOf, noise } from "../../support/pictures/make.ts";
import { until } from "../../support/until.ts";

describe("profile image", () => {
  let shop: Shop;
  let picture: Buffer;
  before(async () => {
    shop = await newShop();
    picture = await noise(600, 400);
  });

  /** A new customer with the path of their image and their credentials. */
  async function newShopper(): Promise<{ id: string; path: string; as: Credential }> {
    const { id } = await newCustomer(shop);
    return { id, path: `/auth/user/${id}/profile-image`, as: shopperOf(shop.store, id) };
  }
  const load = (body: Parsed) => fetch(new URL(body.profile_image_url, product().url));

  it("is uploaded, served publicly, replaced and deleted", async () => {
    const { id, path, as } = await newShopper();
    const none = await ask("GET", path, { as });
    expect(none.body).to.include({ status: 404, code: "profile_image_not_found" });
    const added = await ask("POST", path, { as, ...formOf(picture) });
    expect(added.status, added.text).to.equal(201);
    expect((await ask("GET", path, { as })).body).to.deep.equal(added.body);
    expect((await ask("GET", `/auth/user/${id}`, { as })).body).to.include(added.body);
    const shown = await load(added.body);
    expect(shown.status).to.equal(200);
    expect(shown.headers.get("content-type")).to.equal("image/webp");
    expect(shown.headers.get("cache-control")).to.equal("public, max-age=31536000, immutable");
    expect(shown.headers.get("x-content-type-options")).to.equal("nosniff");
    const bytes = Buffer.from(await shown.arrayBuffer());
    expect(await sharp(bytes).metadata()).to.include({ format: "webp", width: 600, height: 400 });
    const put = await ask("PUT", path, { as, ...formOf(await flat(2_000, 1_000)) });
    expect(put.status, put.text).to.equal(200);
    expect(put.body.profile_image_url).to.not.equal(added.body.profile_image_url);
    const replaced = Buffer.from(await (await load(put.body)).arrayBuffer());
    expect(await sharp(replaced).metadata()).to.include({ format: "webp", width: 1024, height: 512 });
    expect((await load(added.body)).status).to.equal(404);
    expect((await ask("DELETE", path, { as })).status).to.equal(204);
    expect((await load(put.body)).status).to.equal(404);
    for (const method of ["GET", "DELETE"])
      expect((await ask(method, path, { as })).body.code, method).to.equal("profile_image_not_found");
    expect((await ask("GET", `/auth/user/${id}`, { as })).body.profile_image_url).to.equal(null);
  });

  it("returns 304 for a current ETag and no body to HEAD", async () => {
    const { path, as } = await newShopper();
    const { body } = await ask("POST", path, { as, ...formOf(picture) });
    const where = new URL(body.profile_image_url).pathname;
    const head = await ask("HEAD", where);
    expect([head.status, head.text]).to.deep.equal([200, ""]);
    const again = await ask("GET", where, { headers: { "If-None-Match": head.headers.get("etag") ?? "" } });
    expect([again.status, again.text]).to.deep.equal([304, ""]);
  });

  it("is not replaced by POST; PUT also creates it", async () => {
    const { path, as } = await newShopper();
    expect((await ask("PUT", path, { as, ...formOf(picture) })).status).to.equal(200);
    const { body: original } = await ask("GET", path, { as });
    const second = await ask("POST", path, { as, ...formOf(await noise(50, 50)) });
    expect(second.body).to.include({ status: 409, code: "profile_image_exists" });
    expect((await ask("GET", path, { as })).body).to.deep.equal(original);
    expect((await load(original)).status).to.equal(200);
  });

  it("is created once under concurrent uploads", async () => {
    const { path, as } = await newShopper();
    const replies = await Promise.all([1, 2, 3, 4].map(() => ask("POST", path, { as, ...formOf(picture) })));
    expect(replies.map(({ status }) => status).sort()).to.deep.equal([201, 409, 409, 409]);
  });

  it("is rotated upright and stripped of camera metadata", async () => {
    const { path, as } = await newShopper();
    const rotated = await sharp(await noise(300, 200))
      .withExif({ IFD0: { Copyright: "who-took-it" }, IFD3: { GPSLatitude: "23/1 46/1 0/1" } })
      .withMetadata({ orientation: 6 })
      .jpeg()
      .toBuffer();
    expect([(await sharp(rotated).metadata()).orientation, rotated.includes("who-took-it")]).to.deep.equal([6, true]);
    const { body } = await ask("POST", path, { as, ...formOf(rotated) });
    const bytes = Buffer.from(await (await load(body)).arrayBuffer());
    const seen = await sharp(bytes).metadata();
    expect(seen).to.include({ width: 200, height: 300 });
    expect([seen.exif, seen.icc, seen.xmp]).to.deep.equal([undefined, undefined, undefined]);
    expect(bytes.includes("who-took-it")).to.equal(false);
  });

  it("is recognized by its bytes, not by its declared type", async () => {
    for (const format of ["jpeg", "png", "webp"] as const) {
      const { path, as } = await newShopper();
      const form = formOf(await noise(40, 30, format), { type: "text/html", filename: "x.html" });
      const reply = await ask("POST", path, { as, ...form });
      expect(reply.status, `${format} ${reply.text}`).to.equal(201);
      expect((await load(reply.body)).headers.get("content-type")).to.equal("image/webp");
    }
  });

  it("contains nothing embedded in or appended to the upload", async () => {
    const { path, as } = await newShopper();
    const script = "<script>alert(document.domain)</script>";
    const inside = await sharp(picture)
      .withExif({ IFD0: { ImageDescription: script } })
      .jpeg()
      .toBuffer();
    const archive = "</html>PK\u0003\u0004";
    const polyglot = Buffer.concat([inside, Buffer.from(`<html>${script}${archive}`)]);
    const { status, body } = await ask("POST", path, { as, ...formOf(polyglot) });
    expect(status).to.equal(201);
    const bytes = Buffer.from(await (await load(body)).arrayBuffer());
    expect(bytes.includes("script")).to.equal(false);
    expect(bytes.includes(archive)).to.equal(false);
  });

  describe("when refused", () => {
    const refused = async (sending: object, status: number, code: string) => {
      const { path, as } = await newShopper();
      const reply = await ask("POST", path, { as, ...sending });
      expect(reply.body, reply.text).to.include({ status, code });
      expect((await ask("GET", path, { as })).status).to.equal(404);
      return reply.body;
    };

    it("returns 415 if the bytes are no supported image format", async () => {
      const svg = '<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>';
      const gif = await sharp(picture).gif().toBuffer();
      for (const bytes of [svg, `<?xml version="1.0"?>${svg}`, "<html></html>", "%PDF-1.7", "", gif])
        await refused(formOf(bytes, { type: "image/png" }), 415, "unsupported_media_type");
    });

    it("returns 415 if not sent as a form", async () => {
      const headers = { "Content-Type": "image/jpeg" };
      await refused({ raw: new Uint8Array(picture), headers }, 415, "unsupported_media_type");
      await refused({ body: { file: "a" } }, 415, "unsupported_media_type");
    });

    it("returns 413 above 5 MiB", async () => {
      const maxBytes = 5 * 1024 * 1024;
      await refused(
        formOf(Buffer.concat([picture, Buffer.alloc(maxBytes + 1 - picture.length)])),
        413,
        "payload_too_large",
      );
      await refused(formOf(Buffer.alloc(maxBytes * 3)), 413, "payload_too_large");
      const { path, as } = await newShopper();
      const padded = Buffer.concat([picture, Buffer.alloc(maxBytes - picture.length)]);
      expect((await ask("POST", path, { as, ...formOf(padded) })).status).to.equal(201);
    });

    it("returns 422 if the image is damaged or has too many pixels", async () => {
      const png = await noise(200, 200, "png");
      for (const bytes of [picture.subarray(0, picture.length / 2), png.subarray(0, 20_000), png.subarray(0, 30)])
        await refused(formOf(bytes), 422, "invalid_image");
      const bomb = await flat(10_000, 5_000);
      expect(bomb.length).to.be.below(1_000_000);
      expect((await refused(formOf(bomb), 422, "invalid_image")).message).to.contain("40 megapixels");
    });

    it("returns 400 if the form is not one file in the field `file`", async () => {
      const form = formOf(picture);
      const text = Buffer.from(form.raw).toString("latin1");
      const raw = (changed: string) => ({ ...form, raw: new Uint8Array(Buffer.from(changed, "latin1")) });
      const field = '------boundary-of-the-tests\r\nContent-Disposition: form-data; name="role"\r\n\r\nadmin\r\n';
      const cases = [
        formOf(picture, { name: "picture" }),
        raw(`${field}${text}`),
        raw(`${text.slice(0, -4 - "------boundary-of-the-tests".length)}${text}`),
        raw("------boundary-of-the-tests--\r\n"),
        raw(text.slice(0, 30_000)),
        { ...form, headers: { "Content-Type": "multipart/form-data" } },
      ];
      for (const [at, sending] of cases.entries()) {
        const { details } = await refused(sending, 400, "validation_error");
        expect(details, `case ${at}`).to.have.length(1);
      }
    });
  });

  it("is inaccessible to other customers and other stores", async () => {
    const mine = await newShopper();
    const theirs = await newShopper();
    await ask("POST", theirs.path, { as: theirs.as, ...formOf(picture) });
    const { body } = await ask("GET", theirs.path, { as: theirs.as });
    const other = await newShop();
    const stranger = shopperOf(other.store, theirs.id);
    for (const method of ["GET", "POST", "PUT", "DELETE"]) {
      const sending = method.startsWith("P") ? formOf(picture) : {};
      const reply = await ask(method, theirs.path, { as: mine.as, ...sending });
      expect(reply.body, method).to.include({ status: 403, code: "forbidden" });
      expect((await ask(method, theirs.path, { as: stranger, ...sending })).status, method).to.equal(404);
      expect((await ask(method, theirs.path, sending)).status, method).to.equal(401);
    }
    expect((await ask("GET", theirs.path, { as: theirs.as })).body).to.deep.equal(body);
    expect((await load(body)).status).to.equal(200);
  });

  it("is uploaded and deleted once per idempotency key", async () => {
    const { path, as } = await newShopper();
    const headers = { "Idempotency-Key": ulid() };
    const sending = (bytes: Buffer) => {
      const form = formOf(bytes);
      return { as, ...form, headers: { ...form.headers, ...headers } };
    };
    const first = await ask("POST", path, sending(picture));
    const again = await ask("POST", path, sending(picture));
    expect([again.status, again.headers.get("idempotency-replayed")]).to.deep.equal([201, "true"]);
    expect(again.body).to.deep.equal(first.body);
    expect((await load(first.body)).status).to.equal(200);
    const other = await ask("POST", path, sending(await noise(20, 20)));
    expect(other.body).to.include({ status: 422, code: "idempotency_key_reused" });
    const remove = { as, headers: { "Idempotency-Key": ulid() } };
    expect((await ask("DELETE", path, remove)).status).to.equal(204);
    expect((await ask("DELETE", path, remove)).status).to.equal(204);
  });

  it("is deleted with its customer, and none is added afterwards", async () => {
    const { id, path, as } = await newShopper();
    const { body } = await ask("POST", path, { as, ...formOf(picture) });
    expect((await shop.ask("DELETE", `/customers/${id}`)).status).to.equal(204);
    await until(async () => (await load(body)).status === 404);
    const owner = { store_id: shop.store.store_id, customer_id: id };
    expect((await act("media.profileImage", owner)).picture).to.equal(null);
    expect((await ask("PUT", path, { as, ...formOf(picture) })).body.code).to.equal("customer_not_found");
  });

  it("returns 404 for unknown media keys", async () => {
    for (const key of ["x", `22-${"a".repeat(32)}`, "..%2F..%2Fetc%2Fpasswd", `22-${"a".repeat(31)}%00`]) {
      const reply = await ask("GET", `/media/${key}`);
      expect(reply.status, `${key} ${reply.text}`).to.equal(404);
    }
  });
});
