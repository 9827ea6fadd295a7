import { expect } from "chai";
import { Database } from "../../../../mixins/db/database.ts";
import { consumerOf } from "../../../../mixins/messaging/inbox.ts";
import { logEvent } from "../../../../services/audit/audit.events.ts";
import audit from "../../../../services/audit/audit.service.ts";
import type { DomainEvent, DomainEvents, EventName, LoggedEvent } from "../../../../services/contracts.ts";
import { type Running, startBroker } from "../../../support/broker.ts";

describe("event log", () => {
  let broker: Running;
  let db: Database;
  let handle: (event: DomainEvent) => Promise<void>;

  before(async () => {
    broker = await startBroker(audit);
    db = new Database("audit");
    const consumer = consumerOf(db, logEvent, Promise.resolve(), { error: () => undefined } as never);
    handle = (event) => consumer.handle(event);
  });
  after(async () => {
    await broker.stop();
    await db.close();
  });

  const search = (store_id: number, filter = {}, paging: object = { limit: 100 }) =>
    broker.call("audit.search", { store_id, filter, limit: 100, ...paging });

  it("logs an event once under its id, with the changed fields only", async () => {
    const event = makeEvent(1, "customer.updated", "cust_1", {
      before: { first_name: "Ann" },
      after: { first_name: "Bo" },
    });
    await handle(event);
    await handle(event);
    const { items, total } = await search(1);
    expect(total).to.equal(1);
    expect(items).to.deep.equal([
      {
        id: event.id,
        name: "customer.updated",
        entity_type: "customer",
        entity_id: "cust_1",
        actor_type: "merchant",
        actor_id: "usr_1",
        occurred_at: Date.parse(event.occurred_at),
        request_id: "req-1",
        before: { first_name: "Ann" },
        after: { first_name: "Bo" },
      },
    ]);
  });

  it("logs only before and after of an order event, with amounts unchanged", async () => {
    const money = { grand_total: 4242, net_sales: 4242, currency: "BDT", counts: true };
    const tally = {
      order_id: "ord_1",
      order_number: "A-1",
      customer_id: "cust_1",
      version: 1,
      created_at: 1,
      ...money,
    };
    const change = { before: null, after: { status: "pending", grand_total: 4242 } };
    await handle(makeEvent(2, "order.created", "ord_1", { ...tally, ...change }));
    const { items } = await search(2);
    expect(items[0]).to.include({ entity_type: "order", entity_id: "ord_1", before: null });
    expect(items[0]?.after).to.deep.equal({ status: "pending", grand_total: 4242 });
  });

  it("erases the values of an erased customer's entries only and keeps the field names", async () => {
    const change = { before: null, after: { email: "ann@example.com", first_name: "Ann" } };
    await handle(makeEvent(3, "customer.created", "cust_ann", change));
    await handle(makeEvent(3, "customer.created", "cust_bob", change));
    await handle(makeEvent(3, "customer.deleted", "cust_ann", { changed: ["email", "first_name"] }));
    const erased = { email: null, first_name: null };
    expect((await search(3, { entity_id: "cust_ann" })).items.map(shown)).to.deep.equal([
      ["customer.deleted", erased, null],
      ["customer.created", null, erased],
    ]);
    expect((await search(3, { entity_id: "cust_bob" })).items.map(shown)).to.deep.equal([
      ["customer.created", null, change.after],
    ]);
  });

  it("erases the values of events that arrive after the erasure", async () => {
    await handle(makeEvent(4, "customer.deleted", "cust_late", { changed: ["email"] }));
    await handle(makeEvent(4, "customer.created", "cust_late", { before: null, after: { email: "late@example.com" } }));
    await handle(makeEvent(5, "customer.created", "cust_late", { before: null, after: { email: "other store" } }));
    const created = (await search(4)).items.find(({ name }) => name === "customer.created");
    expect(created?.after).to.deep.equal({ email: null });
    expect((await search(5)).items[0]?.after).to.deep.equal({ email: "other store" });
  });

  it("erases the values of events logged during the erasure", async () => {
    const ids = Array.from({ length: 12 }, (_, index) => `cust_race_${index}`);
    await Promise.all(
      ids.flatMap((id) => [
        handle(makeEvent(6, "customer.updated", id, { before: { email: "a@x.com" }, after: { email: "b@x.com" } })),
        handle(makeEvent(6, "customer.deleted", id, { changed: ["email"] })),
      ]),
    );
    const rows = await db.rows<{ before_json: string; after_json: string }>(
      "SELECT before_json, after_json FROM audit_events WHERE store_id = 6",
    );
    expect(rows).to.have.length(24);
    expect(JSON.stringify(rows)).to.not.contain("@x.com");
  });

  it("logs concurrent events once each and counts them per store", async () => {
    const events = Array.from({ length: 40 }, (_, n) =>
      makeEvent(18 + (n % 2), n % 5 === 0 ? "customer.updated" : "customer_group.updated", `many_${n}`, same),
    );
    await Promise.all([...events, ...events.slice(0, 10)].map(handle));
    for (const store_id of [18, 19]) {
      const { items, total } = await search(store_id);
      const expected = events.filter((event) => event.store_id === store_id).map(({ id }) => id);
      expect(total).to.equal(expected.length);
      expect(items.map(({ id }) => id)).to.have.members(expected);
    }
  });

  it("filters by entity, actor and time within a store, newest first", async () => {
    for (let minute = 0; minute < 5; minute++) {
      const at = `2026-01-01T00:0${minute}:00.000Z`;
      await handle({ ...makeEvent(7, "customer_group.updated", `grp_${minute % 2}`, same), occurred_at: at });
    }
    const other: DomainEvent["actor"] = { type: "app", id: "sx_app_1" };
    await handle({
      ...makeEvent(7, "order.created", "ord_7", same as never),
      actor: other,
      occurred_at: "2026-01-01T00:09:00.000Z",
    });
    const found = async (filter: object) =>
      (await search(7, filter)).items.map(({ occurred_at }) => (occurred_at / 60_000) % 60);
    expect(await found({})).to.deep.equal([9, 4, 3, 2, 1, 0]);
    expect(await found({ entity_type: "customer_group" })).to.deep.equal([4, 3, 2, 1, 0]);
    expect(await found({ entity_id: "grp_1" })).to.deep.equal([3, 1]);
    expect(await found({ actor_id: "sx_app_1" })).to.deep.equal([9]);
    expect(await found({ actor_id: "sx_app_1", entity_type: "customer_group" })).to.deep.equal([]);
    const [from, until] = ["2026-01-01T00:01:00.000Z", "2026-01-01T00:04:00.000Z"].map((at) => Date.parse(at));
    expect(await found({ from, until })).to.deep.equal([3, 2, 1]);
    expect((await search(99)).total).to.equal(0);
  });

  it("returns the same rows by page as by cursor while new ones arrive", async () => {
    for (let index = 0; index < 7; index++) await handle(makeEvent(8, "customer_group.updated", `grp_${index}`, same));
    const pages = [await search(8, {}, { limit: 3, page: 1 }), await search(8, {}, { limit: 3, page: 2 })];
    expect(pages.map(({ total }) => total)).to.deep.equal([7, 7]);
    const seen: string[] = [];
    for (let cursor: string | undefined; ; ) {
      const { items, next_cursor } = await search(8, {}, { limit: 3, cursor });
      seen.push(...items.map(({ entity_id }) => entity_id));
      if (!next_cursor) break;
      cursor = next_cursor;
      await handle({
        ...makeEvent(8, "customer_group.updated", "grp_new", same),
        occurred_at: new Date(Date.now() + 60_000).toISOString(),
      });
    }
    expect(seen).to.deep.equal(["grp_6", "grp_5", "grp_4", "grp_3", "grp_2", "grp_1", "grp_0"]);
    expect(seen.slice(0, 6)).to.deep.equal(pages.flatMap(({ items }) => items.map(({ entity_id }) => entity_id)));
  });
});

const same = { before: { name: "a" }, after: { name: "b" } };
const shown = ({ name, before, after }: LoggedEvent) => [name, before, after];

let made = 0;

function makeEvent<Name extends EventName>(
  store_id: number,
  name: Name,
  id: string,
  data: DomainEvents[Name],
): DomainEvent {
  made++;
  return {
    id: `evt_test_${made}`,
    name,
    store_id,
    tenant_id: "ten_test",
    aggregate: { type: name.slice(0, name.indexOf(".")), id, version: made },
    occurred_at: new Date(Date.UTC(2026, 1, 1) + made).toISOString(),
    actor: { type: "merchant", id: "usr_1" },
    request_id: "req-1",
    data,
  };
}
