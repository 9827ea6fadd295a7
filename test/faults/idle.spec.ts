import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect } from "chai";
import { ulid } from "ulid";
import type { ServiceProcess } from "../../cli/cluster/process.ts";
import { env } from "../../config/env.ts";
import { type MysqlStore, mysqlStore } from "../../packages/durable/store/mysql.ts";
import { startEmbedded } from "../support/embedded.ts";
import { until } from "../support/until.ts";

const mostASecond = 5;
const seconds = 8;

describe("a process of all services that has nothing to do (MariaDB)", () => {
  const name = `idle_${ulid().toLowerCase().slice(-12)}`;
  const url = new URL((env.DATABASE_URL ?? "").replace(/^mariadb:/, "mysql:"));
  let folder: string;
  let server: MysqlStore;
  let product: ServiceProcess | undefined;

  before(async () => {
    folder = mkdtempSync(join(tmpdir(), "idle-"));
    server = mysqlStore(url.href, "server", 1);
    await server.run(`CREATE DATABASE ${name}`);
  });
  after(async () => {
    await product?.stop(10_000);
    await server.run("SET GLOBAL general_log = 0");
    await server.run(`DROP DATABASE ${name}`);
    await server.close();
    rmSync(folder, { recursive: true });
  });

  it(`sends its database no more than ${mostASecond} statements a second`, async () => {
    url.pathname = name;
    product = await startEmbedded(folder, "test", undefined, { DATABASE_URL: url.href, SERVICEDIR: "services" });
    await server.run("SET GLOBAL log_output = 'TABLE'");
    await server.run("TRUNCATE mysql.general_log");
    await server.run("SET GLOBAL general_log = 1");
    // The log tells statements apart by their connection, and of a connection only which database it opens.
    const known = await server.rows<{ id: number }>(
      `SELECT id FROM information_schema.processlist WHERE db = '${name}'`,
    );
    const since = performance.now();
    await until(() => performance.now() - since > seconds * 1_000);
    await server.run("SET GLOBAL general_log = 0");
    const spent = (performance.now() - since) / 1_000;
    const statements = await server.rows<{ text: string }>(
      `SELECT CONVERT(argument USING utf8mb4) AS text FROM mysql.general_log
       WHERE command_type IN ('Query', 'Execute') AND (thread_id IN (${[0, ...known.map(({ id }) => id)]}) OR thread_id IN
         (SELECT thread_id FROM mysql.general_log WHERE command_type = 'Connect' AND argument LIKE '% on ${name} %'))`,
    );
    expect(statements, "it looks for work").to.not.have.length(0);
    const list = statements.map(({ text }) => text.slice(0, 100)).join("\n");
    expect(statements.length / spent, list).to.be.at.most(mostASecond);
  });
});
