import { execFile } from "node:child_process";
import { randomBytes } from "node:crypto";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import { expect } from "chai";
import { createAccount, createOperator, createUser, type KeyPair } from "nkeys.js";
import { findProgram } from "../../cli/servers/find.ts";
import { serverHandle } from "../../cli/servers/handle.ts";
import { findFreePorts, isPortFree } from "../../cli/servers/ports.ts";
import { startStrictNats } from "../support/engines/strict.ts";

const probe = join(import.meta.dirname, "../support/tls/probe.ts");

describe("credentials of NATS", () => {
  let folder: string;
  before(async () => {
    folder = await mkdtemp(join(tmpdir(), "nats-credentials-"));
  });
  after(() => rm(folder, { recursive: true, force: true }));

  it("are a user with a password, or a token", async () => {
    await withServer('authorization { user: "one", password: "p@ss" }', async (host) => {
      expect(await connects({ NATS_URL: `nats://one:p%40ss@${host}` })).to.equal(true);
      expect(await connects({ NATS_URL: `nats://one:wrong@${host}` })).to.equal(false);
    });
    await withServer('authorization { token: "t0ken" }', async (host) => {
      expect(await connects({ NATS_URL: `nats://t0ken@${host}` })).to.equal(true);
      expect(await connects({ NATS_URL: `nats://${host}` })).to.equal(false);
    });
  });

  it("are an NKey, by its seed or a file of it", async () => {
    const user = createUser();
    await withServer(`authorization { users: [{ nkey: ${user.getPublicKey()} }] }`, async (host) => {
      const [seed, other] = [seedOf(user), seedOf(createUser())];
      await writeFile(join(folder, "seed"), `${seed}\n`);
      expect(await connects({ NATS_URL: `nats://${host}`, NATS_NKEY: seed })).to.equal(true);
      expect(await connects({ NATS_URL: `nats://${host}`, NATS_NKEY_FILE: join(folder, "seed") })).to.equal(true);
      expect(await connects({ NATS_URL: `nats://${host}`, NATS_NKEY: other })).to.equal(false);
    });
  });

  it("are a .creds file of an account of the operator", async () => {
    const [operator, account, user] = [createOperator(), createAccount(), createUser()];
    const operatorJwt = jwt(operator, operator, { type: "operator" });
    const accountJwt = jwt(operator, account, { type: "account", limits: unlimited });
    const file = join(folder, "user.creds");
    const userJwt = jwt(account, user, { type: "user", subs: -1, data: -1, payload: -1, pub: {}, sub: {} });
    await writeFile(file, credsOf(userJwt, seedOf(user)));
    const resolver = `operator: ${operatorJwt}\nresolver: MEMORY\nresolver_preload: { ${account.getPublicKey()}: ${accountJwt} }`;
    await withServer(resolver, async (host) => {
      expect(await connects({ NATS_URL: `nats://${host}`, NATS_CREDS_FILE: file })).to.equal(true);
      expect(await connects({ NATS_URL: `nats://${host}` })).to.equal(false);
    });
  });

  it("need each right that docs/engines.md names, and a start says which one is missing", async function () {
    this.timeout(90_000);
    const rights = ['"MOL-seller-orchestra.>"', '"facts.>"', '"$JS.API.INFO"', '"$JS.API.STREAM.INFO.FACTS"'];
    rights.push('"$JS.API.STREAM.MSG.GET.FACTS"', '"$JS.API.CONSUMER.*.FACTS.>"', '"$JS.API.CONSUMER.LIST.FACTS"');
    rights.push('"$JS.API.CONSUMER.MSG.NEXT.FACTS.>"', '"$JS.ACK.FACTS.>"', '"_INBOX.>"');
    expect(await saidOf(await startStrictNats())).to.equal("serves");
    for (const right of rights)
      expect(await saidOf(await startStrictNats("", right))).to.match(
        /^refuses this user a right that docs\/engines\.md/,
      );
    const off = await startStrictNats("jetstream: false");
    expect(await saidOf(off)).to.match(/^has no JetStream for this user/);
  });

  async function withServer(conf: string, use: (host: string) => Promise<void>): Promise<void> {
    const [port] = await findFreePorts(1);
    const file = join(folder, `${port}.conf`);
    await writeFile(file, `listen: "127.0.0.1:${port}"\n${conf}\n`);
    const server = serverHandle("nats", {
      url: "",
      logFile: join(folder, `${port}.log`),
      command: () => [findProgram("nats-server") ?? "nats-server", "--config", file],
      ping: async () => {
        if (await isPortFree(Number(port))) throw new Error("not listening yet");
      },
    });
    await server.start();
    await use(`127.0.0.1:${port}`).finally(() => server.stop());
  }
});

async function saidOf({ url, stop }: Awaited<ReturnType<typeof startStrictNats>>): Promise<string> {
  const env = { ...process.env, NATS_URL: url };
  const said = await promisify(execFile)(process.execPath, ["test/support/engines/try-nats.ts"], { env }).finally(stop);
  return said.stdout.trim();
}

async function connects(urls: NodeJS.ProcessEnv): Promise<boolean> {
  const { NATS_URL, DATABASE_URL, REDIS_URL, ...rest } = process.env;
  const env = { ...rest, ...urls };
  const { stdout } = await promisify(execFile)(process.execPath, [probe, "nats"], { env }).catch(() => ({
    stdout: "",
  }));
  return stdout.includes("connected");
}

const unlimited = { subs: -1, data: -1, payload: -1, imports: -1, exports: -1, conn: -1, leaf: -1, wildcards: true };

const seedOf = (key: KeyPair) => Buffer.from(key.getSeed()).toString();

/** A token of NATS: its claims signed by the key of the one who issues it. */
function jwt(issuer: KeyPair, subject: KeyPair, nats: object): string {
  const part = (value: object | Uint8Array) =>
    Buffer.from(value instanceof Uint8Array ? value : JSON.stringify(value)).toString("base64url");
  const [iss, sub] = [issuer.getPublicKey(), subject.getPublicKey()];
  const claims = { jti: randomBytes(8).toString("hex"), iat: Math.floor(Date.now() / 1000), iss, sub, name: "tests" };
  const body = `${part({ typ: "JWT", alg: "ed25519-nkey" })}.${part({ ...claims, nats: { ...nats, version: 2 } })}`;
  return `${body}.${part(issuer.sign(Buffer.from(body)))}`;
}

const credsOf = (token: string, seed: string) => `-----BEGIN NATS USER JWT-----
${token}
------END NATS USER JWT------

-----BEGIN USER NKEY SEED-----
${seed}
------END USER NKEY SEED------
`;
