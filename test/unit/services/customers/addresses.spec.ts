import { expect } from "chai";
import { ulid } from "ulid";
import type { Address, AddressChanges, Customer } from "../../../../services/contracts.ts";
import { refused } from "../../../support/core/shop-of-orders.ts";
import { type CustomersHarness, openCustomers } from "../../../support/customers/harness.ts";

describe("customers: addresses", () => {
  let harness: CustomersHarness;
  let customer: Customer;
  before(async () => {
    harness = await openCustomers();
  });
  after(() => harness.stop());
  beforeEach(async () => {
    customer = await harness.customer();
  });

  const whose = () => ({ store_id: harness.store_id, customer_id: customer.id });
  const add = (address: AddressChanges = {}): Promise<Address> =>
    harness.call("customers.createAddress", {
      ...harness.write(),
      customer_id: customer.id,
      address: { line1: "123 Main St", city: "Dhaka", ...address },
    });
  const change = ({ id }: Address, changes: AddressChanges) =>
    harness.call("customers.updateAddress", { ...harness.write(), customer_id: customer.id, address_id: id, changes });
  const list = () => harness.call("customers.addresses", whose());
  const defaultsOf = (addresses: Address[], kind: "billing" | "shipping") =>
    addresses.filter((address) => address[`is_default_${kind}`]).map(({ id }) => id);

  it("makes the first address the default of both kinds, and later ones of none", async () => {
    const first = await add({ is_default_billing: false });
    const second = await add();
    expect(first).to.deep.include({ is_default_billing: true, is_default_shipping: true, type: "home", area: null });
    expect(second).to.deep.include({ is_default_billing: false, is_default_shipping: false });
    expect(await list()).to.deep.equal([first, second]);
    const got = await harness.call("customers.getAddress", { ...whose(), address_id: second.id });
    expect(got).to.deep.equal(second);
  });

  it("moves a default from the previous address, per kind", async () => {
    const [first, second] = [await add(), await add({ is_default_shipping: true })];
    expect(defaultsOf(await list(), "billing")).to.deep.equal([first.id]);
    expect(defaultsOf(await list(), "shipping")).to.deep.equal([second.id]);
    await change(first, { is_default_shipping: true });
    expect(defaultsOf(await list(), "shipping")).to.deep.equal([first.id]);
    await change(first, { is_default_shipping: false });
    expect(defaultsOf(await list(), "shipping")).to.deep.equal([]);
  });

  it("keeps one default of each kind under concurrent writes", async () => {
    await Promise.all(Array.from({ length: 8 }, () => add({ is_default_billing: true, is_default_shipping: true })));
    const made = await list();
    expect(made).to.have.length(8);
    expect([defaultsOf(made, "billing").length, defaultsOf(made, "shipping").length]).to.deep.equal([1, 1]);
    await Promise.all(made.map((address) => change(address, { is_default_shipping: true })));
    expect(defaultsOf(await list(), "shipping")).to.have.length(1);
  });

  it("changes only the given fields and raises the customer's version", async () => {
    const address = await add({ name: "Rahim", state: "Dhaka", postal_code: "1207" });
    const changed = await change(address, { city: "Chittagong", state: null });
    expect(changed).to.deep.include({ name: "Rahim", line1: "123 Main St", city: "Chittagong", state: null });
    expect(changed.postal_code).to.equal("1207");
    expect(await change(address, { city: "Chittagong" })).to.deep.equal(changed);
    expect((await harness.get(customer)).version).to.equal(customer.version + 2);
  });

  it("lists newest first, by cursor", async () => {
    const made = [await add(), await add(), await add()].map(({ id }) => id);
    const first = await harness.call("customers.listAddresses", { ...whose(), limit: 2 });
    expect(first.items.map(({ id }) => id)).to.deep.equal([made[2], made[1]]);
    expect(first.total).to.equal(3);
    const cursor = first.next_cursor ?? expect.fail();
    const next = await harness.call("customers.listAddresses", { ...whose(), limit: 2, cursor });
    expect(next.items.map(({ id }) => id)).to.deep.equal([made[0]]);
    expect(next.next_cursor).to.equal(null);
  });

  it("refuses other customers, other stores and deleted addresses", async () => {
    const address = await add();
    const other = await harness.customer();
    const get = (params: object) =>
      harness.call("customers.getAddress", { ...whose(), address_id: address.id, ...params });
    await refused(get({ customer_id: other.id }), "404 address_not_found");
    await refused(get({ store_id: harness.store_id + 50_000 }), "404 customer_not_found");
    await refused(get({ address_id: `addr_${ulid()}` }), "404 address_not_found");
    const remove = { ...harness.write(), customer_id: other.id, address_id: address.id };
    await refused(harness.call("customers.deleteAddress", remove), "404 address_not_found");
    await harness.call("customers.deleteAddress", {
      ...harness.write(),
      customer_id: customer.id,
      address_id: address.id,
    });
    expect(await list()).to.deep.equal([]);
    await refused(change(address, { city: "Khulna" }), "404 address_not_found");
  });

  it("accepts up to 100 addresses, each once per idempotency key", async () => {
    const params = { ...harness.write(), customer_id: customer.id, address: { line1: "1 Road", city: "Dhaka" } };
    const once = await harness.call("customers.createAddress", params);
    expect(await harness.call("customers.createAddress", params)).to.deep.equal(once);
    for (let n = 1; n < 100; n++) await add();
    await refused(add(), "409 too_many_addresses");
    expect(await list()).to.have.length(100);
  });

  it("erases addresses with their customer, also from recorded results", async () => {
    const params = { ...harness.write(), customer_id: customer.id, address: { line1: "1 Road", city: "Dhaka" } };
    await harness.call("customers.createAddress", params);
    await harness.call("customers.erase", { ...harness.write(), customer_id: customer.id });
    await refused(harness.call("customers.createAddress", params), "410 erased");
  });
});
