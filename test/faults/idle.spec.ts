import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect } from "chai";
import mysql from "mysql2";
import { ulid } from "ulid";
import type { ServiceProcess } from "../../cli/cluster/process.ts";
import { openSequelize, openTransactions } from "../../config/database.ts";
import { env } from "../../config/env.ts";
import { execute } from "../../mixins/db/execute.ts";
import type { SqlValue } from "../../packages/durable/index.ts";
import { type MysqlStore, mysqlStore } from "../../packages/durable/store/mysql.ts";
import { type Running, startIdleBroker } from "../support/broker.ts";
import { startEmbedded } from "../support/embedded.ts";
import { newMember, newOrder } from "../support/loyalty/members.ts";
import { OrderingShop } from "../support/ordering/shop.ts";
import { until } from "../support/until.ts";

const mostASecond = 2;
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

/** The statements that this process sends while work is done. */
async function statementsOf(work: () => Promise<unknown>): Promise<string[]> {
  const sent: string[] = [];
  const { query, execute } = mysql.Connection.prototype;
  const noting = <Send>(send: Send) =>
    function (this: unknown, sql: string | { sql: string }, ...rest: unknown[]) {
      sent.push((typeof sql === "string" ? sql : sql.sql).replace(/\s+/g, " ").slice(0, 100));
      return (send as (...of: unknown[]) => unknown).call(this, sql, ...rest);
    };
  Object.assign(mysql.Connection.prototype, { query: noting(query), execute: noting(execute) });
  try {
    await work();
  } finally {
    Object.assign(mysql.Connection.prototype, { query, execute });
  }
  return sent;
}

describe("an operation that is alone (MariaDB)", () => {
  let running: Running;
  let shop: OrderingShop;
  let customer: string;

  // None of them works by itself, so that what is sent is for the call alone.
  before(async () => {
    const names = ["cache", "catalog", "customers", "inventory", "loyalty", "notifications", "orchestra", "orders"];
    const services = [...names, "payments", "shipments"].map(
      async (name) => (await import(`../../services/${name}/${name}.service.ts`)).default,
    );
    running = await startIdleBroker(...(await Promise.all(services)));
    shop = await new OrderingShop(running.call, 785).open();
    customer = await shop.newCustomer();
  });
  after(() => running?.stop());

  // What takes long is written to the journal meanwhile: on a busy machine it is the fewest of some tries.
  async function most(limit: number, commits: number, work: () => Promise<unknown>): Promise<void> {
    for (let tries = 1; ; tries++) {
      const sent = await statementsOf(work);
      const committed = sent.filter((text) => text === "COMMIT").length;
      if (sent.length <= limit && committed <= commits) return;
      if (tries === 5) expect.fail(`${sent.length} statements, ${committed} commits:\n${sent.join("\n")}`);
    }
  }

  it("places an order by 40 statements, of which 6 commit transactions", () => most(40, 6, () => shop.place(customer)));

  const cancel = (order_id = "") =>
    running.call("orchestra.cancelOrder", {
      store: shop.store,
      order_id,
      idempotency_key: ulid(),
      reason: "customer_request",
      refund: true,
      restock: true,
      notify: false,
    });

  it("cancels an order with refund and restock by 42, of which 6 commit", async () => {
    const orders: string[] = [];
    for (let n = 0; n < 5; n++) orders.push((await shop.place(customer)).id);
    await most(42, 6, () => cancel(orders.pop()));
  });

  it("cancels one whose money the merchant gives back by hand by 34, of which 4 commit", async () => {
    const orders: string[] = [];
    for (let n = 0; n < 5; n++) orders.push(await paidByHand());
    await most(34, 4, () => cancel(orders.pop()));
  });

  async function paidByHand(): Promise<string> {
    const { id: product_id, sku, name, price: unit_price } = shop.product;
    const { call } = running;
    const amounts = { sub_total: unit_price, discount: 0, tax: 0, shipping: 0, tip: 0 };
    const paid = { payment_method: "cash", payment_status: "captured", financial_status: "paid" } as const;
    const items = [{ product_id, sku, name, quantity: 1, unit_price }];
    const made = { customer_id: customer, contact: null, currency: "BDT", items, ...amounts, ...paid };
    const { id: order_id } = await call("orders.create", { ...shop.write(), order: made });
    const cash = { provider: "manual", method: "cash", amount: unit_price, currency: "BDT" } as const;
    const { id: payment_id } = await call("payments.authorize", { ...shop.write(), order_id, ...cash });
    const { store_id, idempotency_key } = shop.write();
    await call("payments.capture", { store_id, idempotency_key, order_id, payment_id });
    return order_id;
  }

  it("fulfils an order by 18, of which 2 commit", async () => {
    const orders: string[] = [];
    for (let n = 0; n < 5; n++) orders.push((await shop.place(customer)).id);
    await most(18, 2, () =>
      running.call("orchestra.createFulfillment", {
        store: shop.store,
        order_id: orders.pop() ?? "",
        notify: false,
        idempotency_key: ulid(),
        fulfillment: { awb: "1Z999AA10123456784" },
      }),
    );
  });

  it("follows a cancellation with points that were neither earned nor spent by 7, its refund by 5", async () => {
    const order = newOrder(newMember(), 10_000);
    await most(7, 1, () => order.cancelled());
    await most(5, 1, () => order.refunded(10_000));
  });

  it("prepares what a connection is sent again, and keeps nothing of a statement that is not needed", async () => {
    const connection = mysql.createConnection(env.DATABASE_URL?.replace(/^mariadb:/, "mysql:") ?? "");
    const sql = "SELECT ? AS one, CAST(? AS CHAR) AS other";
    const read = async (values: SqlValue[]) => (await execute(connection, sql, values)).rows;
    for (const [one, other] of [
      [1, "a"],
      [2, "b"],
      [3, null],
      [4, "d"],
    ] as const)
      expect(await read([one, other])).to.deep.equal([{ one, other }]);
    const known = await new Promise((resolve) => connection.prepare(sql, (_error, statement) => resolve(statement)));
    expect(known).to.include({ query: sql });
    expect(known).to.deep.include({ columns: [], parameters: [] });
    const [status] = await connection.promise().query("SHOW SESSION STATUS LIKE 'Com_stmt_prepare'");
    expect(status).to.have.nested.property("[0].Value", "1");
    connection.destroy();
  });

  it("leaves its connections open for the next one, with what they have prepared", () => {
    const idle = [openSequelize("orders"), openTransactions()].map(
      (pool) => (pool?.connectionManager as unknown as { pool: { idleTimeoutMillis: number } }).pool.idleTimeoutMillis,
    );
    expect(idle).to.deep.equal([30_000, 30_000]);
  });

  it("updates a customer by 7", async () => {
    const names = ["Augusta", "Ada", "Byron", "Noel", "King"];
    const of = { store_id: shop.store.store_id, country: "BD", customer_id: customer };
    await most(7, 1, () =>
      running.call("customers.update", {
        ...of,
        idempotency_key: ulid(),
        changes: { first_name: names.pop() ?? "" },
      }),
    );
  });
});
