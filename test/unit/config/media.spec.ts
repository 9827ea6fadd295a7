import { mkdtemp, readdir, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { buffer } from "node:stream/consumers";
import { pathToFileURL } from "node:url";
import { expect } from "chai";
import type { Storage } from "../../../config/media.storage.ts";
import { startS3 } from "../../support/pictures/s3.ts";
import { installTimeout } from "../../support/tools.ts";

const { storageAt } = await import("../../../config/media.ts");

const key = "22-abcdefghijklmnopqrstuvwxyz012345";

describe("media storage", () => {
  let folder: string;
  let server: Awaited<ReturnType<typeof startS3>>;

  before(async function () {
    this.timeout(installTimeout);
    folder = await mkdtemp(join(tmpdir(), "seller-orchestra-media-"));
    server = await startS3({ directory: join(folder, "s3") });
  });
  after(async () => {
    await server.stop();
    await rm(folder, { recursive: true, force: true });
  });

  const places: Record<string, () => Storage> = {
    "in a folder": () => storageAt(pathToFileURL(join(folder, "files with blanks")).href),
    "in a bucket": () => storageAt(`s3://S3RVER:S3RVER@127.0.0.1:${server.port}/pictures?tls=off`),
    "in a folder of a bucket": () =>
      storageAt(`s3://S3RVER:S3RVER@127.0.0.1:${server.port}/pictures/of/shops?tls=off&region=eu-west-1`),
  };
  for (const [where, at] of Object.entries(places)) {
    describe(where, () => {
      const read = async (): Promise<string | undefined> => {
        const object = await at().open(key);
        if (!object) return undefined;
        const bytes = await buffer(object.stream);
        expect(object.bytes).to.equal(bytes.length);
        return bytes.toString();
      };

      it("stores, replaces and removes objects, also repeatedly", async () => {
        expect(await read()).to.equal(undefined);
        await at().put(key, Buffer.from("one"), "image/webp");
        expect(await read()).to.equal("one");
        await at().put(key, Buffer.from("another"), "image/webp");
        expect(await read()).to.equal("another");
        await at().remove(key);
        expect(await read()).to.equal(undefined);
        await at().remove(key);
      });

      // A real bucket guarantees this; its replacement in this test does not.
      if (where === "in a folder")
        it("stores one of two concurrent writes completely", async () => {
          const both = ["a", "b"].map((message) => Buffer.from(message.repeat(200_000)));
          await Promise.all(both.map((bytes) => at().put(key, bytes, "image/webp")));
          expect(await read()).to.be.oneOf(both.map(String));
          await at().remove(key);
        });
    });
  }

  it("refuses keys outside its folder and leaves no temporary files", async () => {
    const root = join(folder, "root");
    const storage = storageAt(pathToFileURL(root).href);
    for (const invalidKey of ["../../passwd", "..", "a/b/c", "", `${key}\0`]) {
      const refused = await storage.put(invalidKey, Buffer.from("x"), "image/webp").catch((error) => error);
      expect(refused, invalidKey).to.be.instanceOf(Error);
    }
    await storage.put(key, Buffer.from("x"), "image/webp");
    expect(await readdir(root, { recursive: true })).to.deep.equal(["45", join("45", key)]);
  });

  it("reports an unavailable bucket as an error, not as a missing picture", async () => {
    const storage = storageAt("s3://S3RVER:S3RVER@127.0.0.1:1/pictures?tls=off");
    const error = await storage.open(key).catch((error) => error);
    expect(error).to.be.instanceOf(Error);
  });
});
