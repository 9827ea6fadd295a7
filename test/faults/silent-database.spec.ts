import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { join } from "node:path";
import { text } from "node:stream/consumers";
import { expect } from "chai";
import { type Servers, startServers } from "../../cli/servers/index.ts";
import { freshName, openLedger } from "../support/core/ledger.ts";
import { entriesOn } from "../support/core/ledger-entries.ts";
import { Link } from "../support/network/link.ts";
import { testMariadb } from "../support/servers.ts";
import { until } from "../support/until.ts";

const script = join(import.meta.dirname, "../support/core/writer-child.ts");
const writes = 60;
// A call has five seconds (moleculer.config.ts).
const callMs = 5_000;

describe("a connection to the database over which nothing comes any more", function () {
  this.timeout(120_000);
  let servers: Servers;
  let link: Link;
  let service: string;
  let writer: ChildProcess;
  let said: Promise<[string, unknown]>;
  let slow: Promise<{ slept: number }[]>;

  before(async () => {
    const { db } = await openLedger();
    // It takes its time while the other tests run.
    slow = db.rows<{ slept: number }>("SELECT SLEEP(12) AS slept");
    slow.catch(() => undefined);
    const mariadb = { ...testMariadb, innodb_buffer_pool_size: "64M" };
    servers = await startServers({ fresh: true, only: ["mariadb"], mariadb });
  });
  after(() => servers?.stop());

  beforeEach(async () => {
    link = new Link(servers.databaseUrl);
    service = freshName();
    const env = { ...process.env, DATABASE_URL: await link.open(), NATS_URL: "", REDIS_URL: "" };
    const args = [script, service, "w", String(writes)];
    writer = spawn(process.execPath, args, { env, stdio: ["ignore", "pipe", "inherit"] });
    said = Promise.all([text(writer.stdout as never), once(writer, "exit")]);
  });
  afterEach(() => {
    writer.kill("SIGKILL");
    link.shut();
  });

  const entries = () => entriesOn(servers.databaseUrl, service);

  // How long the longest write was without an answer.
  async function ended(): Promise<number> {
    const [lines] = await said;
    return JSON.parse(lines.trim().split("\n").at(-1) ?? "").longest;
  }

  it("costs its caller a few seconds: the answer to a commit or a statement was lost, or a router forgot all", async () => {
    await Promise.all([link.loseAnswerTo("COMMIT", "w-10"), link.loseAnswerTo("w-30")]);
    await link.silence();
    await link.heal({ lost: true });
    expect(await ended()).to.be.below(2 * callMs);
    expect(await entries()).to.equal(writes + 1);
  });

  it("is left when the server takes connections and says nothing", async () => {
    await link.loseAnswerTo("w-10");
    await link.silence("both", "taken");
    // Longer than any caller waits.
    const since = performance.now();
    await until(() => performance.now() - since > 2 * callMs);
    await link.heal({ lost: true });
    expect(await ended()).to.be.below(3 * callMs);
    expect(await entries()).to.equal(writes + 1);
  });

  it("is not one whose statement takes long", async () => {
    expect(await slow).to.deep.equal([{ slept: 0 }]);
  });
});
