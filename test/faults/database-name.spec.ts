import { execFile } from "node:child_process";
import { join } from "node:path";
import { promisify } from "node:util";
import { expect } from "chai";
import { type Servers, startServers } from "../../cli/servers/index.ts";
import { freshName } from "../support/core/ledger.ts";
import { entriesOn } from "../support/core/ledger-entries.ts";
import { asUser, makeUser, sendTo } from "../support/engines/strict.ts";
import { Link } from "../support/network/link.ts";
import { testMariadb } from "../support/servers.ts";
import { until } from "../support/until.ts";

const script = join(import.meta.dirname, "../support/core/writer-child.ts");

describe("a database's only name, after a failover", function () {
  this.timeout(120_000);
  let servers: Servers[];
  before(async () => {
    const mariadb = { ...testMariadb, innodb_buffer_pool_size: "64M" };
    servers = await Promise.all([1, 2].map(() => startServers({ fresh: true, only: ["mariadb"], mariadb })));
    for (const { databaseUrl } of servers) await makeUser(databaseUrl);
  });
  after(() => Promise.all(servers?.map((each) => each.stop()) ?? []));

  it("is followed to the new primary by connections to the old one, which takes no writes any more", async () => {
    const [old = "", next = ""] = servers.map(({ databaseUrl }) => databaseUrl);
    const service = freshName();
    await write(asUser(next), service, 0);
    const link = new Link(asUser(old));
    const writing = write(await link.open(), service, 150);
    await until(async () => ((await entriesOn(old, service)) ?? 0) > 20, 30_000);
    link.lead(next);
    await sendTo(old, "SET GLOBAL read_only = ON");
    const { longest } = await writing.finally(() => link.shut());
    expect(longest, "without an answer").to.be.below(10_000);
    expect(((await entriesOn(old, service)) ?? 0) + ((await entriesOn(next, service)) ?? 0)).to.equal(152);
  });
});

async function write(url: string, service: string, count: number): Promise<{ longest: number }> {
  const env = { ...process.env, DATABASE_URL: url, NATS_URL: "", REDIS_URL: "" };
  const args = [script, service, "w", String(count)];
  const { stdout } = await promisify(execFile)(process.execPath, args, { env, timeout: 60_000 });
  return JSON.parse(stdout.trim().split("\n").at(-1) ?? "");
}
