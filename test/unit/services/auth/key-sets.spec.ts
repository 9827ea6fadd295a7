import { generateKeyPairSync, type KeyObject } from "node:crypto";
import { once } from "node:events";
import { mkdtempSync, renameSync, rmSync, statSync, utimesSync, writeFileSync } from "node:fs";
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect } from "chai";
import jwt from "jsonwebtoken";
import { keysAtUrl, keysInFile } from "../../../../services/auth/key-sets.ts";
import { keysOf, signToken } from "../../../../services/auth/tokens.ts";
import { verifyAnyToken } from "../../../../services/auth/verify-token.ts";
import { until } from "../../../support/until.ts";

const issuer = "unit-tests";
const own = keysOf({ JWT_SECRET: "a-secret-of-the-unit-tests", JWT_ISSUER: issuer });
const claims = { sub: "user_1", tenant_id: "ten_1", domain_ids: ["dom_1"] };

interface Pair {
  kid: string;
  publicKey: KeyObject;
  privateKey: KeyObject;
}

const pairOf = (kid: string, modulusLength = 2048): Pair => ({
  kid,
  ...generateKeyPairSync("rsa", { modulusLength }),
});
const jwks = (...pairs: Pair[]) => ({
  keys: pairs.map(({ kid, publicKey }) => ({ ...publicKey.export({ format: "jwk" }), kid, alg: "RS256", use: "sig" })),
});
const sign = ({ kid, privateKey }: Pair, keyid: string | undefined = kid, changes: object = {}) =>
  jwt.sign({ ...claims, ...changes }, privateKey, {
    algorithm: "RS256",
    issuer,
    audience: "merchant",
    expiresIn: 60,
    allowInsecureKeySizes: true,
    ...(keyid ? { keyid } : {}),
  });

describe("key sets", () => {
  const [one, two, three] = [pairOf("one"), pairOf("two"), pairOf("three")];
  const folder = mkdtempSync(join(tmpdir(), "seller-orchestra-keys-"));
  after(() => rmSync(folder, { recursive: true }));

  describe("in a file", () => {
    const file = join(folder, "keys.json");
    let writes = 0;
    const write = (...pairs: Pair[]) => {
      writeFileSync(file, JSON.stringify(jwks(...pairs)));
      utimesSync(file, new Date(), new Date(Date.now() + ++writes * 1_000));
    };
    const sets = [keysInFile(file)];
    const verify = (token: string) => verifyAnyToken(token, "merchant", sets, own);

    it("verify tokens of each of their keys, and take up new ones without a restart", async () => {
      write(one, two);
      expect((await verify(sign(one))).sub).to.equal("user_1");
      expect((await verify(sign(two))).sub).to.equal("user_1");
      expect(await refusal(verify(sign(three)))).to.contain("signature");
      write(two, three);
      expect((await verify(sign(three))).sub).to.equal("user_1");
      expect(await refusal(verify(sign(one)))).to.contain("signature");
    });

    it("leave this installation's own tokens as they are", async () => {
      write(one);
      expect((await verify(signToken("merchant", claims, 60, own))).sub).to.equal("user_1");
    });

    it("open to no token without a kid, under another key's kid, of another algorithm or audience", async () => {
      write(one, two);
      const confused = jwt.sign(claims, one.publicKey.export({ type: "spki", format: "pem" }), {
        algorithm: "HS256",
        keyid: "one",
        issuer,
        audience: "merchant",
      });
      const wrong = { "no kid": sign(one, ""), "another kid": sign(one, "two"), confused };
      for (const [what, token] of Object.entries(wrong))
        expect(await refusal(verify(token)), what).to.contain("signature");
      expect(await refusal(verifyAnyToken(sign(one), "commerce", sets, own))).to.contain('"aud"');
    });

    it("are others at once when another file takes the place of theirs, whatever its time says", async () => {
      write(one, two);
      expect((await verify(sign(one))).sub).to.equal("user_1");
      const { atime, mtime } = statSync(file);
      const next = `${file}.next`;
      writeFileSync(next, JSON.stringify(jwks(two, three)));
      utimesSync(next, atime, mtime);
      renameSync(next, file);
      expect(await refusal(verify(sign(one))), "withdrawn").to.contain("signature");
      expect((await verify(sign(three))).sub).to.equal("user_1");
    });

    it("are those that the file has now, when a kid is of another key or of another algorithm", async () => {
      write(one);
      const old = sign(one);
      expect((await verify(old)).sub).to.equal("user_1");
      write({ ...two, kid: "one" });
      expect(await refusal(verify(old))).to.contain("signature");
      expect((await verify(sign({ ...two, kid: "one" }))).sub).to.equal("user_1");
      const { publicKey, privateKey } = generateKeyPairSync("ec", { namedCurve: "P-256" });
      const secret = { kty: "oct", k: Buffer.from("a secret of thirty-two bytes or so").toString("base64url") };
      const [rsa] = jwks({ ...two, kid: "one" }).keys;
      const others: Record<string, object> = {
        "an elliptic curve": { ...publicKey.export({ format: "jwk" }), kid: "one", alg: "ES256", use: "sig" },
        "a shared secret": { ...secret, kid: "one", alg: "HS256" },
        RS512: { ...rsa, alg: "RS512" },
        encryption: { ...rsa, use: "enc" },
      };
      const options = { issuer, audience: "merchant", expiresIn: 60, keyid: "one" };
      const tokens = [
        sign({ ...two, kid: "one" }),
        jwt.sign(claims, privateKey, { ...options, algorithm: "ES256" }),
        jwt.sign(claims, "a secret of thirty-two bytes or so", { ...options, algorithm: "HS256" }),
      ];
      for (const [what, key] of Object.entries(others)) {
        writeFileSync(file, JSON.stringify({ keys: [key] }));
        for (const token of tokens) expect(await refusal(verify(token)), what).to.contain("signature");
      }
      writeFileSync(file, JSON.stringify({ keys: [...jwks(one).keys, ...jwks({ ...two, kid: "one" }).keys] }));
      expect(await refusal(verify(old)), "two of one kid").to.contain("signature");
    });

    it("are unavailable, and no token wrong, while the file is missing or half written", async () => {
      const unavailable = async () => {
        const error = await verify(sign(one)).catch((reason: object) => reason);
        expect(error).to.include({ code: 503, type: "service_unavailable" });
      };
      write(one);
      renameSync(file, `${file}.away`);
      await unavailable();
      writeFileSync(file, JSON.stringify(jwks(one)).slice(0, 100));
      await unavailable();
      expect((await verify(signToken("merchant", claims, 60, own))).sub, "of our own").to.equal("user_1");
      renameSync(`${file}.away`, file);
      expect((await verify(sign(one))).sub).to.equal("user_1");
    });

    it("take no RSA key under 2,048 bits", async () => {
      const small = pairOf("small", 1024);
      write(small);
      expect(await refusal(verify(sign(small)))).to.contain("signature");
    });
  });

  describe("at a URL", () => {
    let server: Server;
    let keys: Pair[] = [];
    let fetched = 0;
    let isAway: false | "500" | "silent" | "malformed" = false;
    let cached: Record<string, string> = {};
    let url: string;
    let time = 0;
    const passes = (seconds: number) => {
      time += seconds * 1_000;
    };
    const newSet = () => {
      const sets = [keysAtUrl(url, () => time)];
      return (token: string) => verifyAnyToken(token, "merchant", sets, own);
    };
    before(async () => {
      server = createServer((_, response) => {
        fetched++;
        if (isAway === "silent") return;
        const text = isAway === "malformed" ? '{ "keys": 1 }' : JSON.stringify(jwks(...keys));
        response.writeHead(isAway === "500" ? 500 : 200, { "Content-Type": "application/json", ...cached }).end(text);
      }).listen(0, "127.0.0.1");
      await once(server, "listening");
      url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/jwks.json`;
    });
    after(() => server.close());

    beforeEach(() => {
      [keys, fetched, isAway, cached] = [[one, two], 0, false, {}];
    });
    afterEach(() => server.closeAllConnections());

    it("are fetched once for many tokens, and kept while the URL is away", async () => {
      const verify = newSet();
      for (const token of [sign(one), sign(two), sign(one)]) expect((await verify(token)).sub).to.equal("user_1");
      expect(fetched).to.equal(1);
      isAway = "500";
      expect((await verify(sign(two))).sub).to.equal("user_1");
      expect(await refusal(verify(sign(three)))).to.contain("signature");
      expect(fetched, "an unknown key within the cool-down").to.equal(1);
    });

    it("are unavailable, and no token wrong, while they could not be fetched at all", async () => {
      isAway = "500";
      const error = await newSet()(sign(one)).catch((reason: object) => reason);
      expect(error).to.include({ code: 503, type: "service_unavailable" });
    });

    const ends: Record<string, [headers: Record<string, string>, seconds: number]> = {
      "a minute": [{}, 60],
      "a minute, where a day is allowed": [{ "Cache-Control": "public, max-age=86400" }, 60],
      "the time that the source says": [{ "Cache-Control": "public, Max-Age=20, must-revalidate" }, 20],
      "what a cache on the way has left of it": [{ "Cache-Control": "max-age=300", Age: "270" }, 30],
      "10 seconds, where none is allowed": [{ "Cache-Control": "no-cache" }, 10],
      "10 seconds, where less is allowed": [{ "Cache-Control": "max-age=0" }, 10],
    };
    for (const [what, [headers, seconds]] of Object.entries(ends)) {
      it(`open to no token of a key that is withdrawn after ${what}`, async () => {
        cached = headers;
        const verify = newSet();
        await verify(sign(one));
        keys = [two];
        passes(seconds - 1);
        expect((await verify(sign(one))).sub, "remembered").to.equal("user_1");
        passes(1);
        expect(await refusal(verify(sign(one)))).to.contain("signature");
        expect((await verify(sign(two))).sub).to.equal("user_1");
      });
    }

    it("are others for the first who asks after a long pause, also of one kid", async () => {
      const verify = newSet();
      await verify(sign(one));
      keys = [{ ...three, kid: "one" }];
      passes(86_400);
      const [old, next] = await Promise.all([refusal(verify(sign(one))), verify(sign({ ...three, kid: "one" }))]);
      expect(old).to.contain("signature");
      expect(next.sub).to.equal("user_1");
      expect(fetched).to.equal(2);
    });

    it("take a new key up at once, but not every 10 seconds for one that nobody has", async () => {
      const verify = newSet();
      await verify(sign(one));
      keys = [one, three];
      passes(10);
      expect((await verify(sign(three))).sub).to.equal("user_1");
      for (const kid of ["a", "b", "c"]) expect(await refusal(verify(sign(two, kid)))).to.contain("signature");
      expect(fetched).to.equal(2);
    });

    for (const how of ["500", "silent", "malformed"] as const) {
      it(`are used for as long as the URL is away (${how}), and nobody but the first waits for it`, async () => {
        const verify = newSet();
        await verify(sign(one));
        isAway = how;
        passes(3_600);
        expect((await verify(sign(one))).sub, "waits for an answer").to.equal("user_1");
        passes(3_600);
        const before = performance.now();
        for (let turn = 0; turn < 20; turn++) expect((await verify(sign(one))).sub).to.equal("user_1");
        expect(performance.now() - before).to.be.below(2_500);
        expect(fetched).to.be.at.most(3);
        [isAway, keys] = [false, [two]];
        server.closeAllConnections();
        await until(async () => {
          passes(10);
          return verify(sign(one)).then(
            () => false,
            () => true,
          );
        });
        expect((await verify(sign(two))).sub).to.equal("user_1");
      });
    }
  });
});

async function refusal(verified: Promise<unknown>): Promise<string> {
  const error = await verified.then(
    () => undefined,
    (reason: Error) => reason,
  );
  expect(error).to.include({ code: 401, type: "invalid_token" });
  return (error as Error).message;
}
