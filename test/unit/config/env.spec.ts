import { generateKeyPairSync } from "node:crypto";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect } from "chai";
import { readEnv } from "../../../config/env.ts";

describe("environment", () => {
  const pem = { type: "spki", format: "pem" } as const;
  const rsa = generateKeyPairSync("rsa", { modulusLength: 2048 });
  const validPublicKey = rsa.publicKey.export(pem).toString();

  it("accepts an RSA public key", () => {
    expect(readEnv({ JWT_PUBLIC_KEY: validPublicKey }).JWT_PUBLIC_KEY).to.equal(validPublicKey);
  });

  const elliptic = generateKeyPairSync("ec", { namedCurve: "P-256" }).publicKey.export(pem).toString();
  const wrong = {
    "a truncated key": validPublicKey.slice(0, 120),
    "a key without line breaks": validPublicKey.replace(/\n/g, "\\n"),
    "an elliptic curve key": elliptic,
    "a private key": rsa.privateKey.export({ type: "pkcs8", format: "pem" }).toString(),
    "a word": "secret",
  };
  for (const [what, key] of Object.entries(wrong)) {
    it(`refuses ${what} with one message that names the variable`, () => {
      const lines = problemsOf({ JWT_PUBLIC_KEY: key });
      expect(lines).to.have.length(1);
      expect(lines[0]).to.match(/^JWT_PUBLIC_KEY must be an RSA public key in PEM/);
    });
  }

  describe("with a private key", () => {
    const privateOf = (key: typeof rsa) => key.privateKey.export({ type: "pkcs8", format: "pem" }).toString();
    const JWT_PRIVATE_KEY = privateOf(rsa);

    it("accepts the matching private key", () => {
      expect(readEnv({ JWT_PUBLIC_KEY: validPublicKey, JWT_PRIVATE_KEY }).JWT_PRIVATE_KEY).to.equal(JWT_PRIVATE_KEY);
    });

    it("refuses a private key that is alone, foreign or invalid, without quoting it", () => {
      const foreign = privateOf(generateKeyPairSync("rsa", { modulusLength: 2048 }));
      const problems = [
        problemsOf({ JWT_PRIVATE_KEY }),
        problemsOf({ JWT_PUBLIC_KEY: validPublicKey, JWT_PRIVATE_KEY: foreign }),
        problemsOf({ JWT_PUBLIC_KEY: validPublicKey, JWT_PRIVATE_KEY: "not-a-key-at-all" }),
      ];
      expect(problems.map((lines) => lines.length)).to.deep.equal([1, 1, 1]);
      expect(problems[0]?.[0]).to.match(/^JWT_PRIVATE_KEY needs JWT_PUBLIC_KEY/);
      expect(problems[1]?.[0]).to.match(/must be the two halves of one key$/);
      expect(problems[2]?.[0]).to.match(/^JWT_PRIVATE_KEY must be an RSA private key/);
      expect(String(problems)).to.not.match(/not-a-key|MII/);
    });
  });

  it("takes shards by number beside DATABASE_URL, each with the password, and quotes none that is wrong", () => {
    const DATABASE_URL = "mysql://so@a/so";
    const SHARDS = " 2=mysql://so@b/so\n1=mariadb://so@c,d/so ";
    expect(readEnv({}).SHARDS).to.deep.equal([]);
    expect(readEnv({ DATABASE_URL, SHARDS, DATABASE_PASSWORD: "x/y" }).SHARDS).to.deep.equal([
      { number: 2, url: "mysql://so:x%2Fy@b/so" },
      { number: 1, url: "mariadb://so:x%2Fy@c,d/so" },
    ]);
    const wrong = [
      "mysql://so:secret@b/so",
      "0=mysql://b/so",
      "1=mysql://b/so 1=mysql://c/so",
      "1=http://so:secret@b/so",
    ];
    for (const each of wrong) {
      const lines = problemsOf({ DATABASE_URL, SHARDS: each });
      expect(lines[0], each).to.match(/^SHARDS must be numbers/);
      expect(String(lines), each).to.not.contain("secret");
    }
    expect(problemsOf({ SHARDS: "1=mysql://b/so" })).to.deep.equal(["SHARDS needs DATABASE_URL, which is the shard 0"]);
    expect(problemsOf({ DATABASE_URL, SHARDS: `1=${DATABASE_URL}` })[0]).to.match(/^SHARDS must not name/);
    const inClear = 'SHARDS, 1, has "ca", but its connection is not encrypted';
    expect(problemsOf({ DATABASE_URL, SHARDS: "1=mysql://b/so?ca=/ca.pem" })).to.deep.equal([inClear]);
  });

  it("refuses a pool of one connection with the reason", () => {
    const [line] = problemsOf({ DATABASE_POOL: "1" });
    expect(line).to.match(/^DATABASE_POOL must be 2 or more: work/);
    expect(readEnv({ DATABASE_POOL: "2" }).DATABASE_POOL).to.equal(2);
  });

  it("accepts a collector only as a URL, and an empty value as none", () => {
    const [line] = problemsOf({ OTEL_EXPORTER_OTLP_ENDPOINT: "collector:4318" });
    expect(line).to.match(/^OTEL_EXPORTER_OTLP_ENDPOINT must be a URL that begins with http:\/\//);
    expect(readEnv({ OTEL_EXPORTER_OTLP_ENDPOINT: "" }).OTEL_EXPORTER_OTLP_ENDPOINT).to.equal(undefined);
  });

  const key = Buffer.alloc(32, 7).toString("base64");
  const secret = { NODE_ENV: "production", JWT_SECRET: "a secret of production's own, of 32 bytes" };

  it("accepts keys for second factors, and needs none", () => {
    expect(readEnv({ SECOND_FACTOR_KEYS: `new:${key}` }).SECOND_FACTOR_KEYS).to.deep.equal([{ id: "new", key }]);
    expect(readEnv(secret).SECOND_FACTOR_KEYS).to.deep.equal([]);
    expect(problemsOf({ SECOND_FACTOR_KEYS: "a:short" })[0]).to.match(/^SECOND_FACTOR_KEYS.* must be id:key pairs/);
  });

  it("accepts keys for bank accounts and refuses the development key in production", () => {
    const read = readEnv({ BANK_ACCOUNT_KEYS: `new:${key}, old:${Buffer.alloc(32, 8).toString("base64")}` });
    expect(read.BANK_ACCOUNT_KEYS.map(({ id }) => id)).to.deep.equal(["new", "old"]);
    const [development] = readEnv({}).BANK_ACCOUNT_KEYS;
    expect(development?.id).to.equal("development");
    expect(readEnv(secret).BANK_ACCOUNT_KEYS).to.deep.equal([]);
    const [line] = problemsOf({ ...secret, BANK_ACCOUNT_KEYS: `mine:${development?.key}` });
    expect(line).to.match(/^BANK_ACCOUNT_KEYS must not hold the key of development/);
    for (const wrong of ["a", "a:", `:${key}`, "a:c2hvcnQ=", `a:${key},a:${key}`]) {
      const [problem] = problemsOf({ BANK_ACCOUNT_KEYS: wrong });
      expect(problem, wrong).to.match(/^BANK_ACCOUNT_KEYS.* must be id:key pairs/);
      expect(problem, wrong).to.not.contain(key);
    }
  });

  it("refuses a short secret and a small RSA key in production", () => {
    const short = { NODE_ENV: "production", JWT_SECRET: "31 bytes, as one may count them" };
    expect(problemsOf(short)).to.deep.equal(["JWT_SECRET must have 32 bytes or more in production"]);
    expect(readEnv({ JWT_SECRET: short.JWT_SECRET }).JWT_SECRET).to.equal(short.JWT_SECRET);
    const small = generateKeyPairSync("rsa", { modulusLength: 1024 });
    const JWT_PUBLIC_KEY = small.publicKey.export(pem).toString();
    const JWT_PRIVATE_KEY = small.privateKey.export({ type: "pkcs8", format: "pem" }).toString();
    const names = ["JWT_PUBLIC_KEY", "JWT_PRIVATE_KEY"];
    expect(problemsOf({ NODE_ENV: "production", JWT_PUBLIC_KEY, JWT_PRIVATE_KEY })).to.deep.equal(
      names.map((name) => `${name} must be an RSA key of 2,048 bits or more in production`),
    );
  });

  it("needs a secret in production only where auth runs, and takes none by default", () => {
    const [line] = problemsOf({ NODE_ENV: "production" });
    expect(line).to.match(/^JWT_SECRET must be set in production/);
    expect(problemsOf({ NODE_ENV: "production", SERVICES: "api, auth" })).to.deep.equal([line]);
    expect(readEnv({ NODE_ENV: "production", SERVICES: "api,orders" }).JWT_SECRET).to.equal(undefined);
  });

  it("accepts a JWKS by URL, in production by https, or in a file of public keys with a kid", () => {
    const JWT_JWKS_URL = "https://id.example.com/jwks.json";
    expect(readEnv({ NODE_ENV: "production", JWT_JWKS_URL }).JWT_JWKS_URL).to.equal(JWT_JWKS_URL);
    const [line] = problemsOf({ ...secret, JWT_JWKS_URL: "http://id.example.com/jwks.json" });
    expect(line).to.match(/^JWT_JWKS_URL must begin with https/);
    for (const JWT_KEYS_FILE of ["package.json", "/nowhere.json"])
      expect(problemsOf({ JWT_KEYS_FILE })[0]).to.match(/^JWT_KEYS_FILE must name a JWKS/);
  });

  it("listens beyond this machine only in production or where ALLOW_DEV_ON_NETWORK is 1", () => {
    for (const HOST of ["0.0.0.0", "192.168.0.2", "shop.example", "::"])
      expect(problemsOf({ HOST })[0], HOST).to.match(/^HOST .* opens a server of development to the network/);
    for (const HOST of ["127.0.0.1", "127.0.1.1", "localhost", "::1"]) expect(readEnv({ HOST }).HOST).to.equal(HOST);
    expect(readEnv({ HOST: "0.0.0.0", ALLOW_DEV_ON_NETWORK: "1" }).HOST).to.equal("0.0.0.0");
    expect(readEnv({ ...secret, HOST: "0.0.0.0" }).HOST).to.equal("0.0.0.0");
    expect(problemsOf({ HOST: "0.0.0.0", ALLOW_DEV_ON_NETWORK: "yes" })[0]).to.match(/^ALLOW_DEV_ON_NETWORK/);
  });

  describe("from files", () => {
    const folder = mkdtempSync(join(tmpdir(), "seller-orchestra-env-"));
    after(() => rmSync(folder, { recursive: true }));
    const file = (name: string, text: string) => {
      writeFileSync(join(folder, name), text);
      return join(folder, name);
    };

    it("reads any variable, without the file's last line break", () => {
      const JWT_SECRET_FILE = file("secret", "a secret in a file\n");
      expect(readEnv({ JWT_SECRET_FILE }).JWT_SECRET).to.equal("a secret in a file");
      const both = problemsOf({ JWT_SECRET_FILE, JWT_SECRET: "a secret beside the file" });
      expect(both).to.deep.equal(["JWT_SECRET and JWT_SECRET_FILE are both set: only one of them may be"]);
      const [missing] = problemsOf({ STRIPE_SECRET_KEY_FILE: join(folder, "nothing") });
      expect(missing).to.match(/^STRIPE_SECRET_KEY_FILE names a file that cannot be read/);
      expect(String(problemsOf({ STRIPE_SECRET_KEY_FILE: JWT_SECRET_FILE }))).to.not.contain("a secret");
    });

    it("writes passwords into the engines' URLs", () => {
      const password = file("password", "p@ss/w:rd\n");
      const read = readEnv({
        DATABASE_URL: "mysql://orchestra@db:3306/shop",
        DATABASE_PASSWORD_FILE: password,
        NATS_URL: "nats://orchestra:old@one:4222,nats://two:4222",
        NATS_PASSWORD: "p@ss",
        REDIS_URL: "redis://cache:6379",
        REDIS_PASSWORD: "p@ss",
      });
      expect(read.DATABASE_URL).to.equal("mysql://orchestra:p%40ss%2Fw%3Ard@db:3306/shop");
      expect(read.NATS_URL).to.equal("nats://orchestra:p%40ss@one:4222,nats://two:4222");
      expect(read.REDIS_URL).to.equal("redis://:p%40ss@cache:6379");
    });
  });

  it("accepts a bucket or folder for pictures and a public URL", () => {
    for (const url of ["s3://key:secret@s3.example.com/pictures?region=eu-west-1", "s3://host:9000/b", "file:///srv/p"])
      expect(readEnv({ MEDIA_URL: url }).MEDIA_URL).to.equal(url);
    for (const url of ["s3://host", "s3:///bucket", "https://example.com/b", "file://", "/srv/pictures"])
      expect(problemsOf({ MEDIA_URL: url })[0], url).to.match(/^MEDIA_URL must be/);
    expect(readEnv({ PUBLIC_URL: "https://api.example.com" }).PUBLIC_URL).to.equal("https://api.example.com");
    for (const url of ["https://api.example.com/", "https://api.example.com?a", "https://api.example.com#a"])
      expect(problemsOf({ PUBLIC_URL: url })[0], url).to.match(/^PUBLIC_URL must end without a slash/);
  });

  it("says once what would be right, for a port, an origin, a host's port and a service", () => {
    for (const wrong of ["abc", "70000", "-1", "3.5"])
      expect(problemsOf({ PORT: wrong, METRICS_PORT: wrong })).to.deep.equal(
        ["PORT", "METRICS_PORT"].map((name) => `${name} must be a port from 0 to 65535`),
      );
    for (const wrong of ["*", "shop.example.com", "https://shop.example.com/", "https://a.example, https://*.example"])
      expect(problemsOf({ CORS_ORIGINS: wrong }), wrong).to.deep.equal([
        "CORS_ORIGINS must be origins such as https://shop.example.com, with commas between them",
      ]);
    expect(problemsOf({ DATABASE_URL: "mysql://so@a:1,b:99999/so" })).to.deep.equal([
      "DATABASE_URL must be a URL that begins with mysql:// or mariadb://",
    ]);
    expect(problemsOf({ SHARDS: "x", DATABASE_URL: "mysql://so@a/so" })).to.have.length(1);
    const [line = "", ...others] = problemsOf({ SERVICES: "api, custmers" });
    expect(others).to.deep.equal([]);
    expect(line).to.match(/^SERVICES must not name custmers, which is no service: there are api, audit, .*customers, /);
  });
});

function problemsOf(source: NodeJS.ProcessEnv): string[] {
  try {
    readEnv(source);
  } catch (error) {
    return (error as Error).message
      .split("\n")
      .slice(1)
      .map((line) => line.trim());
  }
  throw new Error("The environment was accepted.");
}
