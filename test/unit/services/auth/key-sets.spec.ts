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
    let isAway = false;
    let url: string;
    before(async () => {
      server = createServer((_, response) => {
        fetched++;
        response
          .writeHead(isAway ? 500 : 200, { "Content-Type": "application/json" })
          .end(JSON.stringify(jwks(...keys)));
      }).listen(0, "127.0.0.1");
      await once(server, "listening");
      url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/jwks.json`;
    });
    after(() => server.close());

    it("are fetched once for many tokens, and kept while the URL is away", async () => {
      keys = [one, two];
      fetched = 0;
      const sets = [keysAtUrl(url)];
      const verify = (token: string) => verifyAnyToken(token, "merchant", sets, own);
      for (const token of [sign(one), sign(two), sign(one)]) expect((await verify(token)).sub).to.equal("user_1");
      expect(fetched).to.equal(1);
      isAway = true;
      expect((await verify(sign(two))).sub).to.equal("user_1");
      expect(await refusal(verify(sign(three)))).to.contain("signature");
      expect(fetched, "an unknown key within the cool-down").to.equal(1);
      isAway = false;
    });

    it("are unavailable, and no token wrong, while they could not be fetched at all", async () => {
      isAway = true;
      const error = await verifyAnyToken(sign(one), "merchant", [keysAtUrl(url)], own).catch(
        (reason: object) => reason,
      );
      expect(error).to.include({ code: 503, type: "service_unavailable" });
      isAway = false;
    });
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
