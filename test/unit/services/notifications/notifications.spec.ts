import { once } from "node:events";
import { type AddressInfo, createServer } from "node:net";
import { expect } from "chai";
import { SMTPServer } from "smtp-server";
import { Database } from "../../../../mixins/db/database.ts";
import { poller } from "../../../../mixins/jobs/poller.ts";
import { consumerOf } from "../../../../mixins/messaging/inbox.ts";
import type { Channel } from "../../../../services/contracts.ts";
import { Undeliverable } from "../../../../services/notifications/couriers/courier.ts";
import { type Couriers, couriersFor } from "../../../../services/notifications/couriers/index.ts";
import { smtpCourier } from "../../../../services/notifications/couriers/smtp.ts";
import { forgetCustomer } from "../../../../services/notifications/notifications.events.ts";
import { maxTries, retryDelay } from "../../../../services/notifications/notifications.rules.ts";
import notifications from "../../../../services/notifications/notifications.service.ts";
import { markSent, queue } from "../../../../services/notifications/store/queue.ts";
import { deliver, type Timing } from "../../../../services/notifications/workers/deliver.ts";
import { type Running, startBroker, startIdleBroker } from "../../../support/broker.ts";
import { erasureOf } from "../../../support/core/erased.ts";
import { until } from "../../../support/until.ts";

const store_id = 881;
const quiet = { warn: () => undefined };

describe("notifications", () => {
  let broker: Running;
  let made = 0;

  const send = (channel: Channel, recipient: string, more: object = {}) =>
    broker.call("notifications.send", {
      store_id,
      channel,
      recipient,
      text: "Your order is on its way.",
      idempotency_key: `send-${++made}`,
      ...more,
    });
  const get = (id: string) => broker.call("notifications.get", { store_id, id });

  describe("service", () => {
    before(async () => {
      broker = await startBroker(notifications);
    });
    after(() => broker.stop());

    it("delivers a message to the development mailbox once per idempotency key", async () => {
      const sent = await Promise.all([1, 2, 3].map(() => send("sms", "+8801711", { idempotency_key: "one" })));
      expect(new Set(sent.map(({ id }) => id)).size).to.equal(1);
      const id = String(sent[0]?.id);
      await until(async () => (await get(id)).state === "sent");
      const inbox = await broker.call("notifications.mailbox", { recipient: "+8801711", limit: 10 });
      expect(inbox).to.deep.equal([
        {
          id,
          channel: "sms",
          recipient: "+8801711",
          subject: null,
          text: "Your order is on its way.",
          created_at: inbox[0]?.created_at,
        },
      ]);
    });

    it("lists the newest first, for one recipient", async () => {
      for (const text of ["first", "second"]) {
        const { id } = await send("email", "ann@example.com", { text, subject: "Hello" });
        await until(async () => (await get(id)).state === "sent");
      }
      const inbox = await broker.call("notifications.mailbox", { recipient: "ann@example.com", limit: 10 });
      expect(inbox.map(({ text }) => text)).to.deep.equal(["second", "first"]);
    });

    it("isolates messages by store", async () => {
      const { id } = await send("sms", "+8801712");
      const refused = await broker.call("notifications.get", { store_id: 1, id }).catch((error) => error);
      expect(refused).to.include({ code: 404, type: "notification_not_found" });
    });

    it("erases messages to an erased customer", async () => {
      const { id } = await send("email", "gone@example.com", { subject_id: "cust_gone" });
      await until(async () => (await get(id)).state === "sent");
      const db = new Database("notifications");
      await consumerOf(db, forgetCustomer, Promise.resolve(), { error: () => undefined } as never).handle(
        erasureOf("cust_gone", store_id),
      );
      expect(await get(id)).to.include({ recipient: "", text: "", subject: null, state: "sent" });
      expect(await broker.call("notifications.mailbox", { recipient: "gone@example.com", limit: 10 })).to.deep.equal(
        [],
      );
      await db.close();
    });
  });

  describe("delivery queue", () => {
    let db: Database;

    // Idle: the service's own worker is off, so that the tests control each claim.
    before(async () => {
      broker = await startIdleBroker(notifications);
      db = new Database("notifications");
    });
    after(async () => {
      await broker.stop();
      await db.close();
    });

    const work = (couriers: Couriers, overrides: Partial<Timing> = {}) =>
      poller.start([deliver(db, couriers, quiet, { idle: 10, retryDelay: () => 1, ...overrides })], quiet);

    it("sends by SMTP and retries a refused message under the same Message-ID", async () => {
      const server = await startSmtp(2);
      const email = smtpCourier(server.url);
      const { id } = await send("email", "ann@example.com", { subject: "Grüße" });
      const stop = work({ ...couriersFor(db), email });
      try {
        await until(async () => (await get(id)).state === "sent");
        expect(await get(id)).to.include({ tries: 3, error: null });
        expect(server.recipients).to.deep.equal(["ann@example.com", "ann@example.com", "ann@example.com"]);
        expect(server.messages).to.have.length(1);
        expect(server.messages[0]).to.contain(`Message-ID: <${id}@seller-orchestra>`);
        expect(server.messages[0]).to.contain("Your order is on its way.");
      } finally {
        await stop();
        await server.stop();
      }
    });

    it("fails after eight tries and records the reason", async () => {
      const port = await closedPort();
      const { id } = await send("email", "nobody@example.com");
      const stop = work({ ...couriersFor(db), email: smtpCourier(`smtp://127.0.0.1:${port}`) });
      try {
        await until(async () => (await get(id)).state === "failed");
        const { tries, error } = await get(id);
        expect(tries).to.equal(maxTries);
        expect(error).to.contain("ECONNREFUSED");
      } finally {
        await stop();
      }
    });

    it("fails at once without a provider for the channel", async () => {
      const deliver = () => Promise.reject(new Undeliverable("There is no provider for SMS."));
      const { id } = await send("sms", "+8801713");
      const stop = work({ ...couriersFor(db), sms: { deliver } });
      try {
        await until(async () => (await get(id)).state === "failed");
        expect(await get(id)).to.include({ tries: 1, error: "There is no provider for SMS." });
      } finally {
        await stop();
      }
    });

    it("takes over an expired claim and ignores the first worker's outcome", async () => {
      const { id } = await send("sms", "+8801714");
      const [message] = await queue.claim(db, 60_000, { limit: 10 });
      expect(message?.public_id).to.equal(id);
      expect(await queue.claim(db, 60_000, { limit: 10 })).to.deep.equal([]);
      await db.run("UPDATE notifications SET claimed_until = ? WHERE public_id = ?", [Date.now() - 1, id]);
      const [again] = await queue.claim(db, 60_000, { limit: 10 });
      expect(again?.public_id).to.equal(id);
      if (message) await markSent(db, message);
      expect((await get(id)).state).to.equal("queued");
      if (again) await markSent(db, again);
      expect(await get(id)).to.include({ state: "sent", tries: 2 });
    });

    it("delivers each message once with three workers", async () => {
      const delivered: string[] = [];
      const deliver = async ({ public_id }: { public_id: string }) => void delivered.push(public_id);
      const ids = await Promise.all(Array.from({ length: 40 }, async () => (await send("sms", "+8801715")).id));
      const stops = [1, 2, 3].map(() => work({ ...couriersFor(db), sms: { deliver } }));
      await until(() => delivered.length >= ids.length);
      await Promise.all(stops.map((stop) => stop()));
      expect(delivered.sort()).to.deep.equal(ids.sort());
    });

    it("never sends messages queued for an erased customer", async () => {
      const { id } = await send("email", "late@example.com", { subject_id: "cust_late" });
      await consumerOf(db, forgetCustomer, Promise.resolve(), { error: () => undefined } as never).handle(
        erasureOf("cust_late", store_id),
      );
      expect(await queue.claim(db, 50, { limit: 10 })).to.deep.equal([]);
      expect(await get(id)).to.include({ state: "failed", recipient: "", text: "" });
    });

    it("increases the retry delay up to one hour", () => {
      const delays = Array.from({ length: maxTries }, (_, index) => retryDelay(index + 1));
      expect(delays).to.deep.equal([1_000, 4_000, 16_000, 64_000, 256_000, 1_024_000, 3_600_000, 3_600_000]);
    });
  });
});

async function startSmtp(refusals: number) {
  const recipients: string[] = [];
  const messages: string[] = [];
  const server = new SMTPServer({
    authOptional: true,
    disabledCommands: ["STARTTLS"],
    onRcptTo({ address }, _session, done) {
      recipients.push(address);
      if (recipients.length > refusals) return done();
      done(Object.assign(new Error("Try again later"), { responseCode: 451 }));
    },
    onData(stream, _session, done) {
      const chunks: Buffer[] = [];
      stream.on("data", (chunk: Buffer) => chunks.push(chunk));
      stream.on("end", () => {
        messages.push(Buffer.concat(chunks).toString());
        done();
      });
    },
  });
  server.listen(0, "127.0.0.1");
  await once(server.server, "listening");
  const { port } = server.server.address() as AddressInfo;
  return {
    url: `smtp://127.0.0.1:${port}`,
    recipients,
    messages,
    stop: () => new Promise<void>((done) => server.close(() => done())),
  };
}

async function closedPort(): Promise<number> {
  const server = createServer().listen(0, "127.0.0.1");
  await once(server, "listening");
  const { port } = server.address() as AddressInfo;
  await new Promise((done) => server.close(done));
  return port;
}
