import { expect } from "chai";
import { ulid } from "ulid";
import { Database } from "../../../../mixins/db/database.ts";
import { handleOnce, type Subscription } from "../../../../mixins/messaging/inbox.ts";
import type {
  Customer,
  CustomerFilter,
  DomainEvent,
  EventName,
  MembershipStatus,
} from "../../../../services/contracts.ts";
import { keepSettings, saveMemberships } from "../../../../services/customers/customers.events.ts";
import { refused } from "../../../support/core/shop-of-orders.ts";
import { type CustomersHarness, openCustomers } from "../../../support/customers/harness.ts";
import { until } from "../../../support/until.ts";

const thisYear = new Date().getUTCFullYear();

describe("customers: profile and membership", () => {
  let harness: CustomersHarness;
  let db: Database;
  before(async () => {
    harness = await openCustomers();
    db = new Database("customers");
  });
  after(async () => {
    await db.close();
    await harness.stop();
  });

  const search = async (filter: CustomerFilter) => {
    const sort = { by: "created_at", order: "desc" } as const;
    const list = await harness.call("customers.search", { store_id: harness.store_id, filter, sort, limit: 100 });
    expect(list.total).to.equal(list.items.length);
    return list.items.map(({ id }) => id);
  };

  const publish = (handler: Subscription, name: EventName, aggregate: DomainEvent["aggregate"], data: object) =>
    handleOnce(db, handler, {
      id: `evt_${ulid()}`,
      name,
      store_id: harness.store_id,
      tenant_id: "ten_test",
      aggregate,
      occurred_at: new Date().toISOString(),
      actor: { type: "system", id: "test" },
      request_id: null,
      data,
    } as DomainEvent);

  const setMembership = ({ id }: Customer, version: number, membership: Partial<MembershipStatus>) =>
    publish(
      saveMemberships,
      "loyalty.points_changed",
      { type: "loyalty_account", id, version },
      {
        customer_id: id,
        points_balance: 0,
        tier: "bronze",
        year: thisYear,
        ...membership,
      },
    );

  it("stores birthday and preferences, merging preferences by key", async () => {
    const customer = await harness.customer({
      birthday: "1990-05-15",
      preferences: { diet: ["vegan"], favorite: null },
    });
    expect(customer).to.deep.include({ birthday: "1990-05-15", preferences: { diet: ["vegan"] } });
    const change = (preferences: Record<string, unknown>) =>
      harness.call("customers.update", {
        ...harness.write(),
        customer_id: customer.id,
        country: "BD",
        changes: { preferences },
      });
    expect((await change({ items: ["item_1"] })).preferences).to.deep.equal({ diet: ["vegan"], items: ["item_1"] });
    expect((await change({ diet: null })).preferences).to.deep.equal({ items: ["item_1"] });
    const same = await change({ items: ["item_1"], nothing: null });
    expect(same.version).to.equal(customer.version + 2);
    expect((await change({ items: null })).preferences).to.deep.equal({});
    await refused(change({ text: "x".repeat(3_000) }), "422 preferences_too_large");
  });

  it("keeps a new email pending until it is verified", async () => {
    const customer = await harness.customer({ email: `${ulid()}@example.com`, email_verified: true });
    const email = `${ulid()}@example.com`.toLowerCase();
    const change = (changes: object) =>
      harness.call("customers.update", { ...harness.write(), customer_id: customer.id, country: "BD", changes });
    const pending = await change({ pending_email: email });
    expect(pending).to.include({ email: customer.email, pending_email: email, email_verified: true });
    const verified = await change({ email, email_verified: true, pending_email: null });
    expect(verified).to.include({ email, pending_email: null, email_verified: true });
    expect(await change({ email: customer.email })).to.include({ email_verified: false });
  });

  it("accepts a predefined id once", async () => {
    const id = `cust_${ulid()}`;
    expect((await harness.customer({ id })).id).to.equal(id);
    const again = await harness.customer({ id }).catch((error) => error);
    expect(again).to.be.instanceOf(Error);
    expect(again.type).to.not.equal("email_exists");
  });

  it("finds customers by full email or phone number in any notation", async () => {
    const n = String(Date.now()).slice(-7);
    const email = `Found.${n}@Example.com`;
    const customer = await harness.customer({ email, phone: `0171${n}` });
    await harness.customer({ email: `${email}.bd`, phone: `0181${n}` });
    expect(await search({ email_is: ` ${email.toUpperCase()} ` })).to.deep.equal([customer.id]);
    expect(await search({ phone_is: { phone: `+880 171-${n}`, country: "BD" } })).to.deep.equal([customer.id]);
    expect(await search({ phone_is: { phone: `0171${n}`, country: "US" } })).to.deep.equal([]);
    expect(await search({ email_is: "nobody@example.com" })).to.deep.equal([]);
    const find = (query: { email?: string; phone?: string }) =>
      harness.call("customers.find", { store_id: harness.store_id, country: "BD", ...query });
    expect((await find({ email: email.toLowerCase() })).customer).to.deep.equal(customer);
    expect((await find({ phone: `880171${n}`.replace("880", "+880") })).customer?.id).to.equal(customer.id);
    expect(await find({ email: "nobody@example.com" })).to.deep.equal({ customer: null });
    const elsewhere = { store_id: harness.store_id + 50_000, country: "BD", email };
    expect(await harness.call("customers.find", elsewhere)).to.deep.equal({ customer: null });
  });

  it("shows the newest points and tier although events arrive out of order", async () => {
    const customer = await harness.customer();
    expect(await harness.get(customer)).to.include({ loyalty_points: 0, loyalty_tier: "bronze" });
    await setMembership(customer, 3, { points_balance: 700, tier: "gold" });
    await setMembership(customer, 2, { points_balance: 100, tier: "silver" });
    await setMembership(customer, 4, { points_balance: 800, tier: "gold" });
    await setMembership(customer, 4, { points_balance: 900, tier: "gold" });
    const expected = { loyalty_points: 800, loyalty_tier: "gold", version: customer.version };
    expect(await harness.get(customer)).to.include(expected);
    expect(await search({ loyalty_tier: "gold" })).to.deep.equal([customer.id]);
    expect(await search({ loyalty_tier: "bronze" })).to.not.include(customer.id);
  });

  it("falls back to bronze when the year of the tier is over", async () => {
    const customer = await harness.customer();
    await setMembership(customer, 1, { points_balance: 5, tier: "platinum", year: thisYear - 1 });
    expect(await harness.get(customer)).to.include({ loyalty_points: 5, loyalty_tier: "bronze" });
    expect(await search({ loyalty_tier: "bronze" })).to.include(customer.id);
    expect(await search({ loyalty_tier: "platinum" })).to.deep.equal([]);
  });

  it("applies the segment limits of the store", async () => {
    const customer = await harness.customer();
    await harness.orders(customer, { grand_total: 5_000 });
    const segments = { vip_spent: 50 };
    await publish(
      keepSettings,
      "store.settings_changed",
      { type: "store", id: "dom_test", version: 2 },
      {
        before: { settings: {} },
        after: { settings: { segments } },
        settings: { segments },
      },
    );
    await until(async () => (await harness.get(customer)).segment === "vip");
    const other = await harness.customer();
    await harness.orders(other, { grand_total: 4_999 });
    expect(await search({ segment: "vip" })).to.deep.equal([customer.id]);
  });
});
