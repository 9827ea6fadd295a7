import { type OrderContact, type OrderStatus, orderStatuses, type PostalAddress } from "../services/contracts.ts";
import { type DemoCustomer, demoCustomerAge, demoCustomerCount, demoCustomers } from "./demo-customers.ts";
import { demoUlid } from "./ids.ts";
import { placeOf } from "./names.ts";
import { type SampleOrder, sampleOrder } from "./orders.ts";
import { type Random, randomOf, skewed } from "./random.ts";
import { dayMs, type SampleStore } from "./stores.ts";

/** How many orders a demo store has. */
export const demoOrderCount = 150;

/** An order of the demo. The demo's orders have the first order numbers of their store. */
export type DemoOrder = SampleOrder & { order_number: string };

/** The orders of a demo store, the oldest first. Only their times depend on `now`. */
export function demoOrders(store: SampleStore, now: number): DemoOrder[] {
  const customers = demoCustomers(store, now);
  const orders = Array.from({ length: demoOrderCount }, (_, index) => demoOrder(store, customers, index + 1, now));
  const inTurn = orders.sort((a, b) => a.created_at - b.created_at);
  return inTurn.map((order, index) => ({ ...order, order_number: `A-${1_001 + index}` }));
}

function demoOrder(store: SampleStore, customers: DemoCustomer[], n: number, now: number): SampleOrder {
  const random = randomOf("order", store.store_id, n);
  const buyer = buyerOf(random, n);
  const customer = customers[buyer - 1] as DemoCustomer;
  const status = statusOf(n, buyer);
  return sampleOrder(random, store, {
    id: demoUlid("ord", store.store_id, n),
    customer_id: customer.id,
    age: ageOf(random, buyer, status),
    now,
    status,
    contact: contactOf(customer),
    shipping_address: addressFor(store, customer, n),
  });
}

const contactOf = ({ first_name, last_name, email, phone }: DemoCustomer): OrderContact => ({
  name: `${first_name} ${last_name}`,
  email,
  phone,
});

// The first of the address book, else an address that was entered with the order.
function addressFor(store: SampleStore, customer: DemoCustomer, n: number): PostalAddress {
  const { name, phone } = contactOf(customer);
  const [known] = customer.addresses;
  const country = store.country === "BD" ? "Bangladesh" : "United States";
  const { line1, city, postal_code } = known ?? placeOf(randomOf("ships to", store.store_id, n), store.country);
  return { type: "home", name, phone, line1, city, postal_code, country, country_code: store.country };
}

// The first two customers have fixed orders, some have none; of the rest a few have many and most have few.
function buyerOf(random: Random, n: number): number {
  if (n <= 14) return 1;
  if (n <= 22) return 2;
  if (n <= 24) return onlyCancelled;
  return others(random);
}

/** The customer of the demo whose orders were all cancelled. */
export const onlyCancelled = 7;

const customers = Array.from({ length: demoCustomerCount }, (_, index) => index + 1);
const others = skewed(customers.filter((n) => n > 2 && n !== onlyCancelled && n % 5 !== 0));

// Each status occurs, first of all among the first customer's orders; later orders get one by their age.
function statusOf(n: number, buyer: number): OrderStatus | undefined {
  return buyer === onlyCancelled ? "cancelled" : orderStatuses[n - 1];
}

// Not before the customer was created, and more often recent; orders in progress are at most a week old.
function ageOf(random: Random, buyer: number, status: OrderStatus | undefined): number {
  const underWay = status !== undefined && orderStatuses.indexOf(status) < 4;
  const longest = underWay ? 7 * dayMs : demoCustomerAge(buyer);
  return Math.floor(longest * random() ** 1.5 * 0.98);
}
