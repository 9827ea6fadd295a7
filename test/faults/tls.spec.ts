import { execFile } from "node:child_process";
import { promisify } from "node:util";
import { expect } from "chai";
import { type LoadProcess, makeProcess } from "../support/load-process.ts";
import { startTlsServers, type TlsServers } from "../support/tls/servers.ts";

describe("TLS to the engines", function () {
  this.timeout(120_000);
  let servers: TlsServers;

  describe("with a certificate for their name", () => {
    before(async () => {
      servers = await startTlsServers();
    });
    after(() => servers.stop());

    it("is verified by the CA file in the URL", async () => {
      expect(await probe(urlsOf(servers, `ca=${servers.ca}`))).to.deep.equal(connected);
    });

    it("is verified by the CA file in TLS_CA_FILE", async () => {
      expect(await probe({ ...urlsOf(servers), TLS_CA_FILE: servers.ca })).to.deep.equal(connected);
    });

    it("is refused without their CA, and where the URL names another one", async () => {
      for (const said of [await probe(urlsOf(servers)), await probe(urlsOf(servers, `ca=${servers.foreignCa}`))])
        for (const answer of Object.values(said)) expect(answer).to.match(/^failed: /);
    });

    it("is asked of MariaDB by REQUIRED and VERIFY_CA too, and never done without", async () => {
      const urls = urlsOf(servers, `ca=${servers.ca}`);
      for (const mode of ["REQUIRED", "VERIFY_CA"]) {
        const DATABASE_URL = urls.DATABASE_URL.replace("VERIFY_IDENTITY", mode);
        expect((await probe({ ...urls, DATABASE_URL })).mariadb, mode).to.equal("encrypted");
      }
      const clear = urls.DATABASE_URL.replace(/\?.*/, "");
      expect((await probe({ ...urls, DATABASE_URL: clear })).mariadb).to.match(/^failed: /);
    });

    it("carries the whole product", async () => {
      const own = await makeProcess(urlsOf(servers, `ca=${servers.ca}`));
      own.start();
      try {
        await own.untilReady(60_000);
        expect((await createCustomer(own)).status).to.equal(201);
      } finally {
        await own.stop(15_000);
      }
    });
  });

  it("is refused to a server whose certificate is for another name", async () => {
    servers = await startTlsServers({ otherName: true });
    try {
      const urls = urlsOf(servers, `ca=${servers.ca}`);
      const said = await probe(urls);
      for (const answer of Object.values(said)) expect(answer).to.match(/^failed: /);
      const DATABASE_URL = urls.DATABASE_URL.replace("VERIFY_IDENTITY", "VERIFY_CA");
      expect((await probe({ ...urls, DATABASE_URL })).mariadb).to.equal("encrypted");
    } finally {
      await servers.stop();
    }
  });

  it("shows a client certificate where the URL names one", async () => {
    servers = await startTlsServers({ asksClients: true });
    try {
      const words = `ca=${servers.ca}&cert=${servers.client.cert}&key=${servers.client.key}`;
      expect(await probe(urlsOf(servers, words))).to.deep.equal(connected);
      const without = await probe(urlsOf(servers, `ca=${servers.ca}`));
      expect([without.nats, without.redis].map((answer) => answer?.slice(0, 7))).to.deep.equal(["failed:", "failed:"]);
    } finally {
      await servers.stop();
    }
  });
});

const connected = { nats: "connected", mariadb: "encrypted", redis: "PONG" };

function urlsOf({ hosts, password }: TlsServers, words = "") {
  const query = words && `?${words}`;
  return {
    NATS_URL: `tls://orchestra:${password}@${hosts.nats}${query}`,
    DATABASE_URL: `mysql://orchestra:${password}@${hosts.mariadb}/seller_orchestra?ssl-mode=VERIFY_IDENTITY${words && `&${words}`}`,
    REDIS_URL: `rediss://:${password}@${hosts.redis}${query}`,
  };
}

async function probe(environment: NodeJS.ProcessEnv): Promise<Record<string, string>> {
  const env = { ...process.env, LOG_LEVEL: "fatal", ...environment };
  const { stdout } = await promisify(execFile)(process.execPath, ["test/support/tls/probe.ts"], { env });
  return JSON.parse(stdout) as Record<string, string>;
}

async function createCustomer({ url }: LoadProcess): Promise<Response> {
  const { stdout } = await promisify(execFile)(process.execPath, ["cli/orchestra.ts", "token", "merchant"], {
    env: { ...process.env, NODE_ENV: "development" },
  });
  return fetch(`${url}/merchant/api/v1/domains/dom_demo/customers`, {
    method: "POST",
    headers: { authorization: `Bearer ${stdout.trim()}`, "content-type": "application/json" },
    body: JSON.stringify({ email: "tls@example.com" }),
  });
}
