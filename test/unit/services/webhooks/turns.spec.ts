import { expect } from "chai";
import { transaction } from "../../../../mixins/db/transaction.ts";
import { newSecret } from "../../../../services/webhooks/signing.ts";
import { endApps, forgetCustomers } from "../../../../services/webhooks/webhooks.events.ts";
import { deliver } from "../../../../services/webhooks/workers/deliver.ts";
import { Poster } from "../../../../services/webhooks/workers/poster.ts";
import { until } from "../../../support/until.ts";
import { verify } from "../../../support/webhooks/receiver.ts";
import { eventOf, Sending } from "../../../support/webhooks/sending.ts";

const many = (count: number) => Array.from({ length: count }, (_, index) => `ord_${index}`);
const second = 1_000;

describe("a turn of a webhook", function () {
  this.timeout(30_000);
  const sending = new Sending();
  const { receiver, of } = sending;
  before(() => sending.start());
  after(() => sending.stop());
  beforeEach(() => sending.reset());

  /** The first answer waits until something is done. */
  const meanwhile = (work: () => Promise<unknown>, status = 204) => {
    let done: Promise<unknown> | undefined;
    receiver.answer = () => (response) => {
      done ??= work();
      done.then(() => response.writeHead(status).end());
    };
  };
  const dueOf = async () => {
    const text = "SELECT due_at, claimed_until, failures, version, status FROM webhooks WHERE store_id = ?";
    const row = await sending.db.row<Record<string, number | string>>(text, [of.store_id]);
    return row ?? {};
  };

  it("goes on with the secret, the URL and the fields that the app has set meanwhile", async () => {
    const webhook = await sending.create();
    await sending.publish(...many(20));
    let secret = "";
    meanwhile(async () => {
      secret = (await sending.call("webhooks.rotateSecret", sending.change(webhook))).secret;
      const changes = { url: receiver.url("/moved") };
      await sending.call("webhooks.update", { ...sending.change(webhook), changes });
    });
    await sending.work();
    const paths = receiver.received.map(({ path }) => path);
    expect(paths).to.deep.equal([...Array(10).fill("/hook"), ...Array(10).fill("/moved")]);
    const last = receiver.received.at(-1);
    if (!last) throw new Error("Nothing was received.");
    for (const each of [secret, webhook.secret]) expect(verify(each, last)).to.include({ type: "order.tagged" });
    expect(() => verify(newSecret(), last)).to.throw();
  });

  it("is not paused by what an endpoint has answered that the app has replaced meanwhile", async () => {
    const webhook = await sending.create();
    await sending.publish("ord_1");
    const changes = { url: receiver.url("/moved") };
    meanwhile(() => sending.call("webhooks.update", { ...sending.change(webhook), changes }), 410);
    await sending.work();
    expect(await dueOf()).to.include({ status: "enabled", failures: 0 });
    expect(await sending.states(webhook)).to.deep.equal(["pending 1"]);
  });

  it("gives a pause a version after that of a change meanwhile", async () => {
    const webhook = await sending.create();
    await sending.publish("ord_1");
    let version = 0;
    meanwhile(async () => {
      await sending.call("webhooks.rotateSecret", sending.change(webhook));
      version = Number((await dueOf()).version);
    }, 410);
    await sending.work();
    expect(await dueOf()).to.include({ status: "paused", version: version + 1 });
  });

  it("logs what it has sent when the webhook is disabled meanwhile, and leaves it free", async () => {
    const webhook = await sending.create();
    await sending.publish(...many(30));
    const setStatus = (status: "enabled" | "disabled") =>
      sending.call("webhooks.update", { ...sending.change(webhook), changes: { status } });
    meanwhile(() => setStatus("disabled"));
    await sending.work();
    expect(await sending.states(webhook)).to.deep.equal([
      ...Array(10).fill("delivered 1"),
      ...Array(20).fill("pending 0"),
    ]);
    expect(await dueOf()).to.include({ claimed_until: 0 });
    receiver.answer = () => 204;
    await setStatus("enabled");
    await sending.work();
    expect(new Set(await sending.states(webhook))).to.deep.equal(new Set(["delivered 1"]));
    expect(receiver.received).to.have.length(30);
  });

  it("whose outcomes cannot be written is taken up again within seconds, and not only when its claim ends", async () => {
    const webhook = await sending.create();
    await sending.publish("ord_1");
    const rename = (from: string, to: string) => sending.db.run(`ALTER TABLE ${from} RENAME TO ${to}`, []);
    meanwhile(() => rename("webhook_attempts", "webhook_attempts_away"));
    try {
      const worker = deliver(sending.db, { warn: () => undefined }, {}, new Poster());
      await worker.run(new AbortController().signal);
      await until(async () => receiver.received.length === 1 && (await dueOf()).claimed_until === 0);
      await worker.close?.();
    } finally {
      await rename("webhook_attempts_away", "webhook_attempts");
    }
    expect(Number((await dueOf()).due_at)).to.be.within(Date.now(), Date.now() + 2 * second);
    await sending.wake();
    await sending.work();
    expect(await sending.states(webhook)).to.deep.equal(["delivered 1"]);
  });

  it("of an ordered one ends until the first of its entities may be sent again, without turning round", async () => {
    receiver.answer = ({ body }) => (body.aggregate.id === "ord_a" ? 503 : 204);
    const webhook = await sending.create({ ordered: true });
    await sending.publish("ord_a", "ord_b", "ord_a", "ord_b");
    await sending.work();
    await sending.wake();
    await sending.work();
    expect(await sending.states(webhook)).to.deep.equal(["delivered 1", "delivered 1", "pending 0", "pending 1"]);
    expect(Number((await dueOf()).due_at)).to.be.greaterThan(Date.now() + 2 * second);
  });

  it("sends nothing of a customer who was erased after it had begun", async () => {
    await sending.create();
    const person = (id: string) =>
      eventOf(of.store_id, id, 1, {
        name: "customer.created",
        aggregate: { type: "customer", id, version: 1 },
        data: { before: null, after: { first_name: "Rahim" } },
      });
    await sending.publishEvents(many(20).map(person));
    const deleted = eventOf(of.store_id, "ord_15", 2, {
      name: "customer.deleted",
      aggregate: { type: "customer", id: "ord_15", version: 2 },
    });
    meanwhile(() =>
      transaction(sending.db, async (tx) => {
        const context = { db: sending.db, tx, signal: () => undefined, publish: () => undefined };
        await forgetCustomers.handle(deleted as never, context);
      }),
    );
    await sending.work();
    const sent = (id: string) => receiver.received.find(({ body }) => body.aggregate.id === id)?.text;
    expect(sent("ord_14")).to.include("Rahim");
    expect(sent("ord_15")).to.include('"first_name":null').and.not.to.include("Rahim");
  });

  it("ends with the app that is revoked meanwhile", async () => {
    await sending.create();
    await sending.publish(...many(30));
    const event = eventOf(of.store_id, "app_1", 2, { name: "auth.app_revoked", data: { client_id: of.client_id } });
    meanwhile(() =>
      transaction(sending.db, async (tx) => {
        const context = { db: sending.db, tx, signal: () => undefined, publish: () => undefined };
        await endApps.handle(event as never, context);
      }),
    );
    await sending.work();
    expect(receiver.received, "the wave that was under way").to.have.length(10);
  });

  it("takes no place from others while its endpoint hangs", async () => {
    receiver.answer = ({ path }) => (path.startsWith("/hangs") ? () => undefined : 204);
    for (const which of [1, 2, 3]) await sending.create({}, `/hangs${which}`);
    await sending.publish("ord_1");
    const poster = new Poster({ total: 8 * second });
    const worker = sending.worker({ webhooks: 2, slowMs: 100 }, poster);
    const { signal } = new AbortController();
    const claimed = async () => Number(await worker.run(signal));
    expect([await claimed(), await claimed()], "no more than two at once").to.deep.equal([2, 0]);
    const good = await sending.create({}, "/good");
    await sending.publish("ord_2");
    const isSent = async () => {
      await worker.run(signal);
      return receiver.of("order.tagged", "/good").length === 1;
    };
    await until(isSent, 4 * second);
    await until(async () => (await sending.states(good)).includes("delivered 1"));
    await poster.close();
    await worker.close?.();
  });
});
