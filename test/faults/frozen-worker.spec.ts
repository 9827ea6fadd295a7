import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { readFileSync } from "node:fs";
import { createInterface } from "node:readline";
import { expect } from "chai";
import { ulid } from "ulid";
import { Database } from "../../mixins/db/database.ts";
import { transaction } from "../../mixins/db/transaction.ts";
import { forgetCustomer } from "../../services/notifications/notifications.events.ts";
import service from "../../services/notifications/notifications.service.ts";
import { queueUp } from "../../services/notifications/store/notifications.ts";
import { startIdleBroker } from "../support/broker.ts";
import { deliverErasure } from "../support/core/erased.ts";
import { until } from "../support/until.ts";

const store = { store_id: 881, tenant_id: "ten_frozen" };

describe("a worker frozen between the claim of a message and its sending", () => {
  const db = new Database("notifications");
  let worker: ChildProcess;
  let said: string[];

  before(async () => {
    const broker = await startIdleBroker(service);
    await broker.stop();
  });
  beforeEach(async () => {
    await db.run("UPDATE notifications SET state = 'failed' WHERE state = 'queued'");
  });
  afterEach(() => worker?.kill("SIGKILL"));
  after(() => db.close());

  it("sends nothing to somebody who was erased meanwhile", async () => {
    const [gone, kept] = [`cust_${ulid()}`, `cust_${ulid()}`];
    await enqueue(gone);
    await enqueue(kept);
    await freeze(2);
    await deliverErasure(db, forgetCustomer, store, gone);
    await thaw();
    expect(said.filter((line) => line.startsWith("sent"))).to.deep.equal([`sent to ${kept}@example.com`]);
  });

  it("sends nothing that another has sent, or may have, after the claim had lapsed", async () => {
    const customer_id = `cust_${ulid()}`;
    await enqueue(customer_id);
    await freeze(1);
    await db.run("UPDATE notifications SET claimed_until = ? WHERE subject_id = ?", [Date.now() - 1, customer_id]);
    await thaw();
    expect(said.filter((line) => line.startsWith("sent"))).to.deep.equal([]);
  });

  it("queues nothing to somebody who was erased before the message came", async () => {
    const customer_id = `cust_${ulid()}`;
    await deliverErasure(db, forgetCustomer, store, customer_id);
    await enqueue(customer_id);
    const sql = "SELECT state, recipient, text FROM notifications WHERE store_id = ? AND subject_id = ?";
    const rows = await db.rows(sql, [store.store_id, customer_id]);
    expect(rows).to.deep.equal([{ state: "failed", recipient: "", text: "" }]);
  });

  const enqueue = (customer_id: string) =>
    transaction(db, (tx) => {
      const recipient = `${customer_id}@example.com`;
      const message = {
        channel: "email" as const,
        recipient,
        subject: "Hello",
        text: "Hello.",
        subject_id: customer_id,
      };
      return queueUp(db, tx, { store_id: store.store_id, ...message });
    });

  async function freeze(messages: number): Promise<void> {
    said = [];
    const script = `${import.meta.dirname}/../support/notifications/frozen.ts`;
    worker = spawn(process.execPath, [script], { stdio: ["ignore", "pipe", "inherit"] });
    if (worker.stdout) createInterface(worker.stdout).on("line", (line) => said.push(line));
    await until(() => said.includes(`claimed ${messages}`), 20_000);
    // It stops itself a moment after it says so: a signal to go on that comes before would be lost.
    await until(() => /\) T /.test(readFileSync(`/proc/${worker.pid}/stat`, "utf8")));
  }

  async function thaw(): Promise<void> {
    // Not "exit", which may come before what it has said.
    const ended = once(worker, "close");
    worker.kill("SIGCONT");
    await ended;
    expect(said).to.include("through");
  }
});
