import { expect } from "chai";
import { ulid } from "ulid";
import { type Replicated, startMariadbReplica } from "../../cli/servers/mariadb-replica.ts";
import { signToken } from "../../services/auth/tokens.ts";
import { Client } from "../support/load.ts";
import { demo } from "../support/load-cluster.ts";
import { type LoadProcess, makeProcess } from "../support/load-process.ts";
import { testMariadb } from "../support/servers.ts";
import { until } from "../support/until.ts";

const reader = () => {
  const claims = { sub: `user_${ulid()}`, tenant_id: "ten_demo", domain_ids: ["dom_demo"] };
  return { Authorization: `Bearer ${signToken("merchant", claims, 3_600)}` };
};

describe("a replica of the database", function () {
  this.timeout(120_000);
  let database: Replicated;
  let product: LoadProcess;
  let writer: Client;
  let other: Client;

  before(async () => {
    database = await startMariadbReplica(testMariadb);
    const urls = { NATS_URL: "", REDIS_URL: "", DATABASE_URL: database.url, DATABASE_READ_URL: database.readUrl };
    product = await makeProcess(urls);
    product.start();
    await product.untilReady(90_000);
    writer = new Client(product.url, demo.merchant());
    other = new Client(product.url, reader());
  });
  after(async () => {
    await product?.stop(10_000);
    await database?.stop();
  });

  it("answers lists, and never one that follows a write of the same client", async () => {
    await untilUsed();
    for (let count = 0; count < 20; count++) {
      const email = await create();
      expect(await listed(writer, email), `${email} after its own write`).to.equal(true);
    }
  });

  it("is not used while it is behind: nobody reads what is older than a second", async () => {
    await untilUsed();
    await database.onReplica("STOP SLAVE SQL_THREAD");
    const email = await create();
    const since = Date.now();
    await until(() => listed(other, email), 20_000);
    expect(Date.now() - since).to.be.below(3_000);
    await until(async () => (await health()).engines?.replica?.includes("behind"), 10_000);
    expect((await health()).status).to.equal("ready");
    await database.onReplica("START SLAVE SQL_THREAD");
    await untilUsed();
  });

  it("may be killed: lists are read from the primary", async () => {
    await database.replica.kill();
    const email = await create();
    expect(await listed(other, email)).to.be.a("boolean");
    await until(() => listed(other, email), 10_000);
    expect(other.tries.filter(({ status }) => status !== 200)).to.deep.equal([]);
    await until(async () => (await health()).engines?.replica?.includes("does not answer"), 10_000);
    await database.replica.start();
    await untilUsed();
  });

  const health = async () => (await fetch(`${product.url}/health/ready`)).json() as Promise<Health>;

  async function create(): Promise<string> {
    const email = `${ulid().toLowerCase()}@replica.example.com`;
    expect((await writer.once("POST", `${demo.base}/customers`, { email }, ulid())).status).to.equal(201);
    return email;
  }

  async function listed(client: Client, email: string): Promise<boolean> {
    const { status, body } = await client.once("GET", `${demo.base}/customers?email=${email}`);
    return status === 200 && body.data.length === 1;
  }

  /** Lists until the replica is seen to have answered one. */
  async function untilUsed(): Promise<void> {
    const asked = async () => {
      const [row] = await database.onReplica("SHOW GLOBAL STATUS LIKE 'Com_stmt_execute'");
      return Number(row?.Value);
    };
    await until(async () => {
      const before = await asked();
      await Promise.all(Array.from({ length: 10 }, () => listed(other, "nobody@replica.example.com")));
      return (await asked()) - before >= 10;
    }, 30_000);
  }
});

interface Health {
  status: string;
  engines?: Record<string, string>;
}
