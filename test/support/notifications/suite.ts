import { once } from "node:events";
import type { AddressInfo } from "node:net";
import { expect } from "chai";
import { SMTPServer } from "smtp-server";
import { Database } from "../../../mixins/db/database.ts";
import { poller } from "../../../mixins/jobs/poller.ts";
import { consumerOf } from "../../../mixins/messaging/inbox.ts";
import type { ActionParams, DomainEvent } from "../../../services/contracts.ts";
import { Undeliverable } from "../../../services/notifications/couriers/courier.ts";
import { type Couriers, couriersFor } from "../../../services/notifications/couriers/index.ts";
import { smtpCourier } from "../../../services/notifications/couriers/smtp.ts";
import { forgetCustomer } from "../../../services/notifications/notifications.events.ts";
import { withoutAddresses } from "../../../services/notifications/notifications.rules.ts";
import notifications from "../../../services/notifications/notifications.service.ts";
import { markFailed, markSent, queue } from "../../../services/notifications/store/queue.ts";
import { deliver } from "../../../services/notifications/workers/deliver.ts";
import { type Running, startIdleBroker } from "../broker.ts";
import { erasureOf } from "../core/erased.ts";
import { until } from "../until.ts";
import { type SampleParts, sampleRequest } from "./samples.ts";

const store_id = 800_000 + Math.floor(Math.random() * 100_000);
const quiet = { warn: () => undefined };

/** How customers are notified, on any engine. */
export function describeNotifications(engine: string): void {
  describe(`notifications about orders (${engine})`, () => {
    let broker: Running;
    let db: Database;
    let made = 0;

    // Its own worker is idle, so that these tests decide which queue delivers.
    before(async () => {
      broker = await startIdleBroker(notifications);
      db = new Database("notifications");
    });
    after(async () => {
      await broker.stop();
      // Queues of other tests would deliver the messages that these left.
      await db.run("DELETE FROM notifications WHERE store_id = ?", [store_id]);
      await db.close();
    });

    const key = () => `notify-${store_id}-${++made}`;
    const customer = () => `cust_${store_id}_${++made}`;
    const requestOf = (parts: SampleParts = {}): ActionParams<"notifications.notify"> => ({
      ...sampleRequest({ ...parts, store: { ...parts.store, store_id } }),
      occasion: "order_shipped",
      idempotency_key: key(),
    });
    const notify = async (parts: SampleParts = {}) =>
      (await broker.call("notifications.notify", requestOf(parts))).notifications;
    const channels = async (recipient: SampleParts["recipient"]) =>
      (await notify({ recipient })).map(({ channel }) => channel);
    const get = (id: string) => broker.call("notifications.get", { store_id, id });
    const choose = (customer_id: string, preferences: ActionParams<"notifications.setPreferences">["preferences"]) =>
      broker.call("notifications.setPreferences", { store_id, customer_id, preferences, idempotency_key: key() });
    const eventsOf = async (id: string) =>
      (
        await db.rows<{ fact: string }>("SELECT fact FROM notifications_outbox WHERE aggregate_id = ? ORDER BY id", [
          id,
        ])
      ).map(({ fact: event }) => JSON.parse(event) as DomainEvent<"notification.sent" | "notification.failed">);
    const work = (couriers: Partial<Couriers>) =>
      poller.start([deliver(db, { ...couriersFor(db), ...couriers }, quiet, { idle: 10, retryDelay: () => 1 })], quiet);

    it("queue one message for each channel and key, under repeated and concurrent requests", async () => {
      const request = requestOf({ recipient: { customer_id: customer() } });
      const answers = await Promise.all([1, 2, 3, 4].map(() => broker.call("notifications.notify", request)));
      for (const answer of answers) expect(answer).to.deep.equal(answers[0]);
      const queued = answers[0]?.notifications ?? [];
      expect(queued.map(({ channel }) => channel)).to.deep.equal(["email", "sms"]);
      const sql = "SELECT COUNT(*) AS messages FROM notifications WHERE store_id = ? AND subject_id = ?";
      const subject = String(request.recipient.customer_id);
      expect(await db.row(sql, [store_id, subject])).to.deep.equal({ messages: 2 });
      const [email, sms] = await Promise.all(queued.map(({ id }) => get(id)));
      expect(email).to.deep.include({ recipient: "ann.lee@example.com", subject: "Your order A-1042 is on its way" });
      expect(email?.text).to.contain("Hello Ann Lee,");
      expect(sms).to.deep.include({ recipient: "+8801711000000", subject: null });
    });

    describe("use the channels that customers have enabled", () => {
      it("are sent by e-mail and SMS where these reach them, and by WhatsApp only when enabled", async () => {
        const customer_id = customer();
        expect(await channels({ customer_id })).to.deep.equal(["email", "sms"]);
        expect(await channels({ customer_id, phone: null })).to.deep.equal(["email"]);
        expect(await channels({ customer_id, email: null })).to.deep.equal(["sms"]);
        expect(await channels({ customer_id, email: null, phone: "" })).to.deep.equal([]);
        expect(await channels({ customer_id, email: `${"x".repeat(250)}@x.co` })).to.deep.equal(["sms"]);
        await choose(customer_id, { transactional: { whatsapp: true, sms: false } });
        expect(await channels({ customer_id })).to.deep.equal(["email", "whatsapp"]);
        await choose(customer_id, { transactional: { email: false, whatsapp: false } });
        expect(await channels({ customer_id })).to.deep.equal([]);
        expect(await channels({ customer_id: customer() })).to.deep.equal(["email", "sms"]);
      });

      it("are sent to a guest by e-mail, or by SMS without an e-mail address", async () => {
        expect(await channels({ customer_id: null })).to.deep.equal(["email"]);
        expect(await channels({ customer_id: null, email: null })).to.deep.equal(["sms"]);
        expect(await channels({ customer_id: null, email: null, phone: null })).to.deep.equal([]);
      });

      it("are transactional only by default, and concurrent changes each affect their own preferences only", async () => {
        const customer_id = customer();
        const of = { store_id, customer_id };
        const none = { email: false, sms: false, whatsapp: false };
        const defaults = {
          transactional: { email: true, sms: true, whatsapp: false },
          promotional: none,
          newsletter: none,
        };
        expect(await broker.call("notifications.preferences", of)).to.deep.equal(defaults);
        await Promise.all([
          choose(customer_id, { transactional: { whatsapp: true } }),
          choose(customer_id, { promotional: { sms: true } }),
          choose(customer_id, { newsletter: { email: true }, promotional: {} }),
        ]);
        const chosen = {
          transactional: { email: true, sms: true, whatsapp: true },
          promotional: { ...none, sms: true },
          newsletter: { ...none, email: true },
        };
        expect(await broker.call("notifications.preferences", of)).to.deep.equal(chosen);
        expect(await broker.call("notifications.preferences", { ...of, store_id: 1 })).to.deep.equal(defaults);
      });
    });

    describe("publish the outcome", () => {
      it("when a message was sent, once, though two queues race for it", async () => {
        const customer_id = customer();
        const queued = await Promise.all(
          Array.from({ length: 15 }, () => notify({ recipient: { customer_id, phone: null } })),
        );
        const ids = queued.flat().map(({ id }) => id);
        const delivered: string[] = [];
        const email = { deliver: async ({ public_id }: { public_id: string }) => void delivered.push(public_id) };
        const stops = [work({ email }), work({ email })];
        await until(async () => (await Promise.all(ids.map(get))).every(({ state }) => state === "sent"));
        await Promise.all(stops.map((stop) => stop()));
        expect(delivered.filter((id) => ids.includes(id)).sort()).to.deep.equal([...ids].sort());
        for (const id of ids) {
          const events = await eventsOf(id);
          expect(events).to.have.length(1);
          expect(events[0]).to.deep.include({ name: "notification.sent", store_id, tenant_id: "ten_test" });
          expect(events[0]?.aggregate).to.deep.equal({ type: "notification", id, version: 1 });
          expect(events[0]?.data).to.deep.equal({
            order_id: "ord_1",
            customer_id,
            channel: "email",
            occasion: "order_shipped",
          });
        }
      });

      it("when it failed for good, without the address, and not before", async () => {
        const [message] = await notify({ recipient: { customer_id: customer(), phone: null } });
        const id = String(message?.id);
        let tries = 0;
        const deliver = async () => {
          if (++tries === 1) throw new Error("try later");
          expect(await eventsOf(id)).to.deep.equal([]);
          throw new Undeliverable("550 5.1.1 <ann.lee@example.com>: no such user; call +880 1711-000000");
        };
        const stop = work({ email: { deliver } });
        await until(async () => (await get(id)).state === "failed");
        await stop();
        const [event, ...others] = await eventsOf(id);
        expect(others).to.deep.equal([]);
        expect(event?.name).to.equal("notification.failed");
        expect(event?.data).to.include({ error: "550 5.1.1 <[address]>: no such user; call [number]" });
        expect((await get(id)).error).to.contain("no such user");
      });

      it("not by a worker whose claim has expired, nor of a message without an order", async () => {
        const [message] = await notify({ recipient: { customer_id: customer(), phone: null } });
        const id = String(message?.id);
        const mine = (messages: Awaited<ReturnType<typeof queue.claim>>) =>
          messages.find(({ public_id }) => public_id === id);
        const late = await until(async () => mine(await queue.claim(db, 0, { limit: 10 })));
        const holder = await until(async () => mine(await queue.claim(db, 60_000, { limit: 10 })));
        await markSent(db, late);
        await markFailed(db, late, "late", null);
        expect(await eventsOf(id)).to.deep.equal([]);
        await markSent(db, holder);
        await markSent(db, holder);
        expect(await eventsOf(id)).to.have.length(1);

        const code = {
          store_id,
          channel: "sms" as const,
          recipient: "+8801",
          text: "Your code",
          idempotency_key: key(),
        };
        const { id: other } = await broker.call("notifications.send", code);
        const stop = work({});
        await until(async () => (await get(other)).state === "sent");
        await stop();
        expect(await eventsOf(other)).to.deep.equal([]);
      });

      it("without any address or number in it", () => {
        expect(withoutAddresses("to=<a.b+c@ex-ample.co>, 'x@y'")).to.equal("to=<[address]>, '[address]'");
        expect(withoutAddresses("+880 1711 (000) 000 refused: 550 5.7.26")).to.equal("[number] refused: 550 5.7.26");
        expect(withoutAddresses("x".repeat(500))).to.have.length(300);
      });
    });

    it("send an e-mail in HTML and plain text", async () => {
      const server = await startSmtp();
      const [message] = await notify({
        recipient: { customer_id: customer(), phone: null },
        store: { language: "bn" },
      });
      const stop = work({ email: smtpCourier(server.url) });
      try {
        await until(async () => (await get(String(message?.id))).state === "sent");
        const source = server.messages.find((received) => received.includes(`<${message?.id}@seller-orchestra>`)) ?? "";
        expect(source).to.match(/Content-Type: multipart\/alternative/);
        expect(source.indexOf("Content-Type: text/plain")).to.be.within(1, source.indexOf("Content-Type: text/html"));
        expect(source).to.match(/^Subject:\s+=\?UTF-8\?/m);
      } finally {
        await stop();
        await server.stop();
      }
    });

    it("render a message of the mailbox", async () => {
      const queued = await notify({ recipient: { customer_id: customer() } });
      const stop = work({});
      await until(async () =>
        (await Promise.all(queued.map(({ id }) => get(id)))).every(({ state }) => state === "sent"),
      );
      await stop();
      const [email, sms] = await Promise.all(queued.map(({ id }) => broker.call("notifications.mailboxPage", { id })));
      expect(email?.html)
        .to.match(/^<!doctype html>/)
        .and.contain("Track your parcel");
      expect(sms).to.include({ html: null, subject: null });
      const inbox = await broker.call("notifications.mailbox", { recipient: "ann.lee@example.com", limit: 1 });
      expect(Object.keys(inbox[0] ?? {})).to.deep.equal([
        "id",
        "channel",
        "recipient",
        "subject",
        "text",
        "created_at",
      ]);
      const refused = await broker.call("notifications.mailboxPage", { id: "ntf_none" }).catch((error) => error);
      expect(refused).to.include({ code: 404, type: "notification_not_found" });
    });

    it("remove an erased customer's data, and publish the failure of messages that they will not receive", async () => {
      const customer_id = customer();
      await choose(customer_id, { transactional: { whatsapp: true } });
      const sent = await notify({ recipient: { customer_id, phone: null } });
      const stop = work({});
      await until(async () => (await get(String(sent[0]?.id))).state === "sent");
      await stop();
      const queued = await notify({ recipient: { customer_id, phone: null } });
      await consumerOf(db, forgetCustomer, Promise.resolve(), { error: () => undefined } as never).handle(
        erasureOf(customer_id, store_id),
      );
      const rows = await db.rows(
        "SELECT recipient, subject, text, html FROM notifications WHERE store_id = ? AND subject_id = ?",
        [store_id, customer_id],
      );
      expect(rows).to.deep.equal(Array(2).fill({ recipient: "", subject: null, text: "", html: null }));
      const of = { store_id, customer_id };
      expect((await broker.call("notifications.preferences", of)).transactional.whatsapp).to.equal(false);
      const records = await db.rows<{ result: string | null }>(
        "SELECT result FROM notifications_idempotency WHERE subject_id = ?",
        [customer_id],
      );
      expect(records).to.deep.equal([{ result: null }]);
      const events = await eventsOf(String(queued[0]?.id));
      expect(events.map(({ name }) => name)).to.deep.equal(["notification.failed"]);
      expect(events[0]?.data).to.include({ order_id: "ord_1", customer_id });
      expect((await eventsOf(String(sent[0]?.id))).map(({ name }) => name)).to.deep.equal(["notification.sent"]);
    });
  });
}

async function startSmtp() {
  const messages: string[] = [];
  const server = new SMTPServer({
    authOptional: true,
    disabledCommands: ["STARTTLS"],
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
    messages,
    stop: () => new Promise<void>((done) => server.close(() => done())),
  };
}
