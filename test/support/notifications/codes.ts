import { expect } from "chai";
import { Database } from "../../../mixins/db/database.ts";
import { poller } from "../../../mixins/jobs/poller.ts";
import type { ActionParams, OtpAction } from "../../../services/contracts.ts";
import { composeCode } from "../../../services/notifications/compose.ts";
import { Undeliverable } from "../../../services/notifications/couriers/courier.ts";
import { type Couriers, couriersFor } from "../../../services/notifications/couriers/index.ts";
import notifications from "../../../services/notifications/notifications.service.ts";
import type { QueuedMessage } from "../../../services/notifications/store/queue.ts";
import { deliver } from "../../../services/notifications/workers/deliver.ts";
import { type Running, startIdleBroker } from "../broker.ts";
import { until } from "../until.ts";
import { hostile, sampleRequest } from "./samples.ts";

const store_id = 900_000 + Math.floor(Math.random() * 90_000);
const actions: OtpAction[] = [
  "login",
  "verify-email",
  "verify-phone",
  "update-email",
  "update-phone",
  "reset-password",
];
const quiet = { warn: () => undefined };
const none = { email: false, sms: false, whatsapp: false };

/** How one-time codes are sent, on any engine. */
export function describeSendingCodes(engine: string): void {
  describe(`one-time code messages (${engine})`, () => {
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
      await db.run("DELETE FROM notifications WHERE store_id = ?", [store_id]);
      await db.close();
    });

    const request = (more: Partial<ActionParams<"notifications.sendCode">> = {}) => ({
      idempotency_key: `code-${store_id}-${++made}`,
      store: sampleRequest({ store: { store_id } }).store,
      channel: "email" as const,
      recipient: `ann-${made}@example.com`,
      customer_id: `cust_${store_id}_${made}`,
      action: "login" as const,
      otp: "048213",
      expires_in: 600,
      ...more,
    });
    const row = (id: string) =>
      db.row<{ state: string; subject: string; text: string; html: string | null; error: string | null }>(
        "SELECT state, subject, text, html, error FROM notifications WHERE store_id = ? AND public_id = ?",
        [store_id, id],
      );
    const work = (couriers: Partial<Couriers> = {}) =>
      poller.start([deliver(db, { ...couriersFor(db), ...couriers }, quiet, { idle: 10 })], quiet);
    const ended = async (id: string, couriers: Partial<Couriers>) => {
      const stop = work(couriers);
      const end = await until(async () => {
        const now = await row(id);
        return now?.state === "queued" ? undefined : now;
      });
      await stop();
      return end;
    };

    for (const language of ["en", "bn"]) {
      it(`name their purpose and lifetime, and advise to keep them secret (${language})`, () => {
        const store = sampleRequest({ store: { language } }).store;
        const said = actions.map((action) => composeCode("email", { store, action, otp: "048213", expires_in: 600 }));
        expect(new Set(said.map(({ text }) => text)).size).to.equal(actions.length);
        for (const { subject, text, html } of said) {
          expect(subject).to.contain("Corner Shop").and.not.contain("048213");
          for (const part of [text, html]) {
            expect(part).to.contain("048213").and.contain("Corner Shop");
            expect(part).to.match(/10|১০/);
            expect(part).not.to.match(/null|undefined|\[object|\{\{|Order total|মোট মূল্য/);
          }
          expect(text).not.to.match(/\n{3}/);
        }
        const sms = composeCode("sms", { store, action: "login", otp: "048213", expires_in: 600 });
        expect(sms).to.include({ subject: null, html: null });
        expect(sms.text).to.match(/^Corner Shop: .*048213/);
        expect(sms.text.length).to.be.below(160);
      });
    }

    it("treat a store's name as text", () => {
      for (const name of hostile) {
        const { store } = sampleRequest({ store: { name } });
        const { html, subject } = composeCode("email", { store, action: "login", otp: "048213", expires_in: 600 });
        expect(html).not.to.match(/<script|<img/);
        expect(subject).not.to.match(/[\r\n]/);
      }
    });

    it("queue one message for a key, and keep the code out of idempotency records", async () => {
      const params = request();
      const [first, again] = [
        await broker.call("notifications.sendCode", params),
        await broker.call("notifications.sendCode", params),
      ];
      expect(again).to.deep.equal(first);
      expect((await row(first.id))?.text).to.contain("048213");
      const other = { ...params, otp: "999999" };
      expect(await broker.call("notifications.sendCode", other), "not even its hash").to.deep.equal(first);
      const kept = await db.rows("SELECT * FROM notifications_idempotency WHERE idempotency_key = ?", [
        params.idempotency_key,
      ]);
      expect(JSON.stringify(kept)).to.not.contain("048213");
    });

    it("ignore preferences", async () => {
      const params = request();
      const { customer_id } = params;
      await broker.call("notifications.setPreferences", {
        store_id,
        customer_id,
        preferences: { transactional: none },
        idempotency_key: `${params.idempotency_key}-none`,
      });
      const { id } = await broker.call("notifications.sendCode", params);
      const sent: string[] = [];
      const email = {
        deliver: async (message: QueuedMessage) => void sent.push(`${message.public_id}: ${message.text}`),
      };
      expect((await ended(id, { email })).state).to.equal("sent");
      expect(sent.filter((text) => text.startsWith(id) && text.includes("048213"))).to.have.length(1);
    });

    it("leave no readable copy of a sent code but in the development mailbox", async () => {
      const params = request();
      const { id } = await broker.call("notifications.sendCode", params);
      expect(await ended(id, {})).to.include({ state: "sent", text: "", html: null });
      const [shown] = await broker.call("notifications.mailbox", { recipient: params.recipient, limit: 1 });
      expect(shown?.text).to.contain("048213");
      expect(await broker.call("notifications.mailboxPage", { id })).to.include({ html: null, text: shown?.text });
    });

    it("leave no readable copy of a code that was never sent", async () => {
      const { id } = await broker.call("notifications.sendCode", request());
      const deliver = async () => {
        throw new Undeliverable("There is no provider.");
      };
      expect(await ended(id, { email: { deliver } })).to.include({ state: "failed", text: "", html: null });
    });

    it("are not sent after their expiry", async () => {
      const { id } = await broker.call("notifications.sendCode", request());
      await db.run("UPDATE notifications SET good_until = ? WHERE public_id = ?", [Date.now() - 1, id]);
      const sent: string[] = [];
      const email = { deliver: async (message: QueuedMessage) => void sent.push(message.public_id) };
      expect(await ended(id, { email })).to.include({ state: "failed", text: "", error: "It is of no use any more." });
      expect(sent).to.not.include(id);
    });
  });
}
