import { expect } from "chai";
import { demoCustomers, demoGroups } from "../../../demo-data/demo-customers.ts";
import { demoOrders, onlyCancelled } from "../../../demo-data/demo-orders.ts";
import { demoUlid } from "../../../demo-data/ids.ts";
import { dayMs, demoStores } from "../../../demo-data/stores.ts";
import { orderStatuses } from "../../../services/contracts.ts";
import { phoneKey } from "../../../services/customers/customers.rules.ts";
import { grandTotal } from "../../../services/orders/orders.rules.ts";

const today = Date.UTC(2026, 10, 20);

describe("demo data", () => {
  it("has the same ids in every service and different ones per store", () => {
    expect(demoUlid("cust", 22, 1)).to.equal(demoUlid("cust", 22, 1));
    const ids = [22, 23].flatMap((store) => [1, 2, 3].map((n) => demoUlid("cust", store, n)));
    expect(new Set(ids)).to.have.property("size", 6);
    for (const id of ids) expect(id).to.match(/^cust_[0-9A-HJKMNP-TV-Z]{26}$/);
  });

  it("starts with the customers named in the documents", () => {
    const [rahim, fatima] = demoCustomers(demo("BD"), today);
    expect(rahim).to.include({
      first_name: "Rahim",
      last_name: "Ahmed",
      email: "rahim@example.com",
      phone: "01712345678",
    });
    expect(rahim?.address_json).to.deep.equal({ address: "123 Main St", city: "Dhaka" });
    expect(fatima).to.include({ first_name: "Fatima", last_name: "Khatun", email: null });
  });

  for (const store of demoStores) {
    describe(`of store ${store.store_id}`, () => {
      const customers = demoCustomers(store, today);
      const orders = demoOrders(store, today);

      it("is the same on every run except for its dates", () => {
        expect(demoCustomers(store, today)).to.deep.equal(customers);
        const later = demoOrders(store, today + 5 * dayMs);
        expect(later.map(({ created_at }) => created_at - 5 * dayMs)).to.deep.equal(
          orders.map((order) => order.created_at),
        );
        type Order = (typeof orders)[0];
        const timeless = ({ created_at: _c, updated_at: _u, delivered_at: _d, ...order }: Order) => order;
        expect(later.map(timeless)).to.deep.equal(orders.map(timeless));
      });

      it("has unique customer ids, emails and phone numbers", () => {
        const phones = customers.flatMap(({ phone }) => (phone ? [phoneKey(phone, store.country)] : []));
        const emails = customers.flatMap(({ email }) => email ?? []);
        for (const list of [phones, emails, customers.map(({ id }) => id)])
          expect(new Set(list).size).to.equal(list.length);
        for (const phone of phones)
          expect(phone).to.match(store.country === "BD" ? /^\+88017\d{8}$/ : /^\+1\d{3}555\d{4}$/);
      });

      it("has customers in every state", () => {
        const expectSome = (what: string, is: (customer: (typeof customers)[0]) => boolean) =>
          expect(customers.some(is), what).to.equal(true);
        expectSome("guest", ({ registration_source }) => registration_source === "GUEST");
        expectSome("disabled", ({ enabled }) => !enabled);
        expectSome("pending", ({ enabled, approved }) => enabled && !approved);
        expectSome("verified", ({ email_verified, phone_verified }) => email_verified && phone_verified);
        expectSome("unverified", ({ email_verified, phone_verified }) => !email_verified && !phone_verified);
        const sources = new Set(customers.map(({ registration_source }) => registration_source));
        expect(sources.size).to.equal(8);
      });

      it("marks no missing email or phone number as verified", () => {
        for (const { email, email_verified, phone, phone_verified } of customers) {
          expect(email_verified && email === null).to.equal(false);
          expect(phone_verified && phone === null).to.equal(false);
        }
      });

      it("has members in each group", () => {
        for (const { id } of demoGroups(store.store_id)) {
          expect(customers.filter(({ group_id }) => group_id === id).length).to.be.at.least(2);
        }
      });

      it("creates customers in key order and orders after their customer", () => {
        const createdAt = new Map(customers.map(({ id, created_at }) => [id, created_at]));
        const times = customers.map(({ created_at }) => created_at);
        expect(times).to.deep.equal(times.toSorted((a, b) => a - b));
        for (const { customer_id, created_at, updated_at } of orders) {
          expect(created_at).to.be.at.least(createdAt.get(customer_id) ?? Number.POSITIVE_INFINITY);
          expect(updated_at).to.be.within(created_at, today);
        }
      });

      it("has orders in every status with correct totals", () => {
        expect(orders).to.have.length(150);
        expect(new Set(orders.map(({ status }) => status))).to.deep.equal(new Set(orderStatuses));
        for (const order of orders) expect(order.grand_total).to.equal(grandTotal(order));
      });

      it("has customers with many orders, with none and with only cancelled ones", () => {
        const ordersOf = (id: string) => orders.filter(({ customer_id }) => customer_id === id);
        const counts = customers.map(({ id }) => ordersOf(id).length);
        expect(Math.max(...counts)).to.be.at.least(14);
        expect(counts).to.include(0);
        const statuses = ordersOf(demoUlid("cust", store.store_id, onlyCancelled)).map(({ status }) => status);
        expect(statuses).to.deep.equal(["cancelled", "cancelled"]);
      });
    });
  }
});

const demo = (country: string) => demoStores.find((store) => store.country === country) ?? expect.fail();
