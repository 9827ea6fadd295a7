import { ulid } from "ulid";
import { env } from "../../config/env.ts";
import { mysqlStore } from "../../packages/durable/store/mysql.ts";
import { openBank } from "../../packages/durable/test/support/bank.ts";
import { describeWorkflows } from "../../packages/durable/test/support/workflows.ts";

// The engine by itself over MariaDB: a database of its own for each test.
describeWorkflows("MariaDB", async () => {
  const url = new URL((env.DATABASE_URL ?? "").replace(/^mariadb:/, "mysql:"));
  const name = `durable_${ulid().toLowerCase()}`;
  const server = mysqlStore(url.href, "server", 1);
  await server.run(`CREATE DATABASE ${name}`);
  url.pathname = name;
  const store = mysqlStore(url.href, "bank");
  return openBank(store, async () => {
    await store.close();
    await server.run(`DROP DATABASE ${name}`);
    await server.close();
  });
});
