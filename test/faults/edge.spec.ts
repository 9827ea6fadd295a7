import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect } from "chai";
import sharp from "sharp";
import { signToken } from "../../services/auth/tokens.ts";
import { isBusy } from "../support/busy.ts";
import { embedded, type LoadProcess, makeProcess } from "../support/load-process.ts";
import { flat, formOf, noise } from "../support/pictures/make.ts";
import { slowSocket } from "../support/slow-sockets.ts";
import { until } from "../support/until.ts";

describe("the edge", () => {
  let folder: string;
  let server: LoadProcess;
  before(async function () {
    this.timeout(90_000);
    folder = await mkdtemp(join(tmpdir(), "seller-orchestra-edge-"));
    server = await makeProcess(embedded(folder));
    server.start();
    await server.untilReady(60_000);
  });
  after(async function () {
    this.timeout(30_000);
    await server?.stop(15_000);
    await rm(folder, { recursive: true, force: true });
  });

  it("is rid of 300 connections that send slowly, whatever they send, within 15 seconds", async function () {
    this.timeout(60_000);
    const login = "POST /auth/login HTTP/1.1\r\nHost: x\r\nX-Store-Id: 22\r\nContent-Type: application/json\r\n";
    const merchant = "POST /merchant/api/v1/domains/dom_demo/customers HTTP/1.1\r\nHost: x\r\n";
    const heads = [
      "",
      "GET /health/live HTTP/1.1\r\nHost: x\r\nX-A: ",
      `${login}Content-Length: 9000\r\n\r\n{`,
      `${merchant}Content-Type: application/json\r\nContent-Length: 9000\r\n\r\n{`,
      `${login}Transfer-Encoding: chunked\r\n\r\n1\r\n{\r\n`,
      "GET / HTTP/1.1\r\nHost: x\r\nContent-Length: 9000\r\n\r\n{",
    ];
    const sockets = await Promise.all(
      Array.from({ length: 300 }, (_, at) =>
        slowSocket(server.url, heads[at % heads.length] ?? "", at % heads.length === 0 ? "" : "x"),
      ),
    );
    const lasted = await Promise.all(sockets.map(({ gone }) => gone));
    const longest = Math.max(...lasted);
    console.log(`      the longest lasted ${(longest / 1_000).toFixed(1)} s`);
    expect(longest).to.be.below(15_000);
    expect((await fetch(`${server.url}/health/live`)).status).to.equal(200);
  });

  it("takes no more connections of one address than its limit", async function () {
    this.timeout(60_000);
    const sockets = await Promise.all(
      Array.from({ length: 1_050 }, () => slowSocket(server.url, "GET / HTTP/1.1\r\nX: ")),
    );
    let dropped = 0;
    for (const { gone } of sockets) void gone.then((ms) => (dropped += ms < 8_000 ? 1 : 0));
    await until(() => dropped >= 50);
    expect(sockets.filter(({ socket }) => !socket.destroyed).length).to.be.within(990, 1_000);
    for (const { socket } of sockets) socket.destroy();
  });

  describe("pictures", () => {
    const merchant = { sub: "user_faults", tenant_id: "ten_demo", domain_ids: ["dom_demo"] };
    const asMerchant = { Authorization: `Bearer ${signToken("merchant", merchant, 3_600)}` };

    async function customers(): Promise<string[]> {
      const url = `${server.url}/merchant/api/v1/domains/dom_demo/customers?size=100`;
      const reply = await fetch(url, { headers: asMerchant });
      const { data } = (await reply.json()) as { data: { id: string; enabled: boolean }[] };
      // A token of a disabled customer opens nothing.
      return data.filter(({ enabled }) => enabled).map(({ id }) => id);
    }

    async function upload(sub: string, picture: Buffer): Promise<{ status: number; ms: number }> {
      const as = { Authorization: `Bearer ${signToken("storefront", { sub, store_id: 22 }, 3_600)}` };
      const { raw, headers } = formOf(picture);
      const since = performance.now();
      const url = `${server.url}/auth/user/${sub}/profile-image`;
      const reply = await fetch(url, { method: "PUT", headers: { ...headers, ...as }, body: raw });
      await reply.arrayBuffer();
      return { status: reply.status, ms: performance.now() - since };
    }

    it("of any shape are done or refused within 5 seconds, while 50 others get theirs", async function () {
      this.timeout(120_000);
      const ids = await customers();
      const plain = await noise(300, 200);
      await upload(ids[0] ?? "", plain);
      const large = (width: number, height: number) =>
        sharp({ create: { width, height, channels: 3, background: "#336699" } });
      const shapes = {
        "long JPEG in scans": await large(16_383, 2_441).jpeg({ progressive: true }).toBuffer(),
        "square PNG, interlaced": await large(6_300, 6_300).png({ progressive: true }).toBuffer(),
        "tall WebP": await large(2_400, 16_383).webp({ quality: 1 }).toBuffer(),
        "too long": await flat(20_000, 10),
      };
      const hostile = Object.entries(shapes).map(async ([name, picture], at) => ({
        name,
        ...(await upload(ids[50 + at] ?? "", picture)),
      }));
      const others = await Promise.all(ids.slice(0, 50).map((id) => upload(id, plain)));
      const ends = await Promise.all(hostile);
      console.log(
        `      ${ends.map(({ name, status, ms }) => `${name}: ${status} in ${(ms / 1_000).toFixed(1)} s`).join(", ")}`,
      );
      const slowest = Math.max(...others.map(({ ms }) => ms));
      console.log(`      the slowest of the others took ${(slowest / 1_000).toFixed(1)} s`);
      expect(others.map(({ status }) => status)).to.deep.equal(others.map(() => 200));
      for (const { name, status, ms } of ends) {
        expect(status, name).to.be.oneOf([200, 422]);
        expect(ms, name).to.be.below(isBusy() ? 15_000 : 5_000);
      }
    });
  });
});
