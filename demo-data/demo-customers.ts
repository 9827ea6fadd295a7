import type { Address } from "../services/contracts.ts";
import { demoPhoneOf, emailOf, type SampleCustomer, sampleCustomer } from "./customers.ts";
import { demoUlid } from "./ids.ts";
import { placeOf } from "./names.ts";
import { randomOf } from "./random.ts";
import { dayMs, type SampleStore } from "./stores.ts";

/** How many customers a demo store has. */
export const demoCustomerCount = 60;

/** A customer of the demo: a sample with a place in a group and an address book. */
export interface DemoCustomer extends SampleCustomer {
  /** The public id of a group of `demoGroups`. */
  group_id: string | null;
  addresses: DemoAddress[];
}

/** An address of the demo; it has the times of its customer. */
export type DemoAddress = Omit<Address, "created_at" | "updated_at">;

/** The groups of a demo store. */
export const demoGroups = (store_id: number): { id: string; name: string }[] =>
  ["VIP", "Wholesale", "Newsletter"].map((name, index) => ({ id: demoUlid("grp", store_id, index + 1), name }));

/** The customers of a demo store, the oldest first. Only their times depend on `now`. */
export function demoCustomers(store: SampleStore, now: number): DemoCustomer[] {
  const names = new Set<string>();
  return Array.from({ length: demoCustomerCount }, (_, index) => {
    const customer = demoCustomer(store, index + 1, now);
    const email = customer.email && emailFor(customer, names.has(nameOf(customer)) ? index + 1 : undefined);
    names.add(nameOf(customer));
    return { ...customer, email };
  });
}

/** The age of the n-th customer of the demo, in milliseconds: two years for the first, less for each next one. */
export const demoCustomerAge = (n: number): number => Math.floor((730 - (n - 1) * 12.2) * dayMs);

function demoCustomer(store: SampleStore, n: number, now: number): DemoCustomer {
  const created_at = now - demoCustomerAge(n);
  const sample = { ...sampleCustomer(store, n, created_at, now), ...fixedFields(n) };
  const phone = sample.phone && demoPhoneOf(n, store.country);
  const groups = demoGroups(store.store_id);
  return {
    ...sample,
    id: demoUlid("cust", store.store_id, n),
    phone,
    email_verified: sample.email !== null && sample.email_verified,
    phone_verified: phone !== null && sample.phone_verified,
    group_id: n % 5 === 1 ? (groups[Math.floor(n / 5) % groups.length]?.id ?? null) : null,
    addresses: n % 3 === 1 ? addressesOf(store, n, `${sample.first_name} ${sample.last_name}`, phone) : [],
  };
}

// Fields that documents and tests rely on, and one customer in each state that chance might not produce.
function fixedFields(n: number): Partial<SampleCustomer> {
  const fixed: Record<number, Partial<SampleCustomer>> = {
    1: {
      first_name: "Rahim",
      last_name: "Ahmed",
      email: "rahim@example.com",
      phone: "given",
      registration_source: "EMAIL_PASSWORD",
      enabled: true,
      approved: true,
      email_verified: true,
      phone_verified: true,
      address_json: { address: "123 Main St", city: "Dhaka" },
    },
    2: { first_name: "Fatima", last_name: "Khatun", email: null, phone: "given", registration_source: "PHONE" },
    4: { enabled: false },
    5: { approved: false },
    6: { registration_source: "GUEST" },
    13: { registration_source: "GUEST" },
    20: { registration_source: "GUEST", phone: null, email: "given" },
    24: { enabled: false, approved: false },
    35: { approved: false },
    47: { enabled: false },
  };
  return fixed[n] ?? { registration_source: sourcesInTurn[n % sourcesInTurn.length] };
}

const sourcesInTurn = ["EMAIL_PASSWORD", "GOOGLE", "PHONE", "FACEBOOK", "APP", "APPLE", "MERCHANT"] as const;

const nameOf = (customer: SampleCustomer) => `${customer.first_name} ${customer.last_name}`;

function emailFor(customer: SampleCustomer, n: number | undefined): string {
  if (customer.email === "rahim@example.com") return customer.email;
  return emailOf(customer.first_name, customer.last_name, n);
}

function addressesOf(store: SampleStore, n: number, name: string, phone: string | null): DemoAddress[] {
  const random = randomOf("address", store.store_id, n);
  return Array.from({ length: n % 2 === 0 ? 1 : 2 }, (_, index) => ({
    id: demoUlid("addr", store.store_id, n * 10 + index),
    type: index === 0 ? "home" : "work",
    name,
    phone,
    ...placeOf(random, store.country),
    line2: null,
    area: null,
    state: null,
    country: store.country === "BD" ? "Bangladesh" : "United States",
    country_code: store.country,
    coordinates: null,
    is_default_billing: index === 0,
    is_default_shipping: index === 0,
  }));
}
