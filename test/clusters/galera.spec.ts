import { type ChildProcess, spawn } from "node:child_process";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { expect } from "chai";
import { createConnection } from "mysql2/promise";
import { startGalera } from "../../cli/servers/galera.ts";
import type { ServerCluster } from "../../cli/servers/server-cluster.ts";
import { freshName } from "../support/core/ledger.ts";
import { testMariadb } from "../support/servers.ts";
import { until } from "../support/until.ts";

const script = join(import.meta.dirname, "../support/core/writer-child.ts");
const count = 150;

describe("a Galera cluster of three nodes", function () {
  this.timeout(170_000);
  let galera: ServerCluster;

  before(async () => {
    galera = await startGalera(3, testMariadb);
  });
  after(() => galera?.stop());

  it("is migrated once by processes on different nodes, and loses and doubles nothing when a node is killed", async () => {
    const service = freshName();
    // Each prefers another node. Those of the third are the ones that must move.
    const writers = [0, 1, 2].map((first) => startWriter(service, `w${first}`, urlFrom(first)));
    for (const each of writers) await each.said("migrated");
    for (const each of writers) await each.said("under way");
    await galera.nodes[2]?.kill();
    const reports = await Promise.all(writers.map((each) => each.report()));
    for (const { longest, unread } of reports) {
      expect(longest, "without an answer").to.be.below(10_000);
      expect(unread, "entries that their own writer did not see").to.equal(0);
    }
    const expected = ["migrated", ...[0, 1, 2].flatMap((each) => numbered(`w${each}`))].sort();
    for (const { url } of galera.nodes.slice(0, 2)) expect(await entriesOf(url, service)).to.deep.equal(expected);
  });

  const urlFrom = (first: number) => {
    const [, before = "", hosts = "", after = ""] = /^(.*@)([^/]+)(\/.*)$/.exec(galera.url) ?? [];
    const list = hosts.split(",");
    return `${before}${[...list.slice(first), ...list.slice(0, first)].join(",")}${after}`;
  };
});

const numbered = (name: string) => Array.from({ length: count }, (_, at) => `${name}-${at}`);

async function entriesOf(url: string, service: string): Promise<string[]> {
  const connection = await createConnection(url);
  try {
    await connection.query("SET SESSION wsrep_sync_wait = 1");
    const [rows] = await connection.query(`SELECT text FROM ${service}_entries`);
    return (rows as { text: string }[]).map(({ text }) => text).sort();
  } finally {
    await connection.end();
  }
}

function startWriter(service: string, name: string, DATABASE_URL: string) {
  const env = { ...process.env, DATABASE_URL };
  const args = [script, service, name, String(count)];
  const child: ChildProcess = spawn(process.execPath, args, { stdio: ["ignore", "pipe", "inherit"], env });
  const lines: string[] = [];
  let ended = false;
  child.once("exit", () => {
    ended = true;
  });
  if (child.stdout) createInterface(child.stdout).on("line", (line) => lines.push(line));
  const find = async (isIt: (line: string) => boolean): Promise<string> => {
    const line = await until(() => lines.find(isIt) ?? (ended ? "ended" : undefined), 100_000);
    if (!isIt(line)) throw new Error(`${name} ended before its time. It said: ${lines.join(", ")}`);
    return line;
  };
  return {
    said: (word: string) => find((line) => line === word),
    report: async () =>
      JSON.parse(await find((line) => line.startsWith('{"longest"'))) as { longest: number; unread: number },
  };
}
