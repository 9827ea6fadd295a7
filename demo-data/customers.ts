import type { FreeObject, RegistrationSource } from "../services/contracts.ts";
import { ulidAt } from "./ids.ts";
import { personOf, placeOf } from "./names.ts";
import { chance, pick, type Random, randomOf, weighted } from "./random.ts";
import type { SampleStore } from "./stores.ts";

/** A sample customer, without orders. */
export interface SampleCustomer {
  id: string;
  email: string | null;
  phone: string | null;
  registration_source: RegistrationSource;
  enabled: boolean;
  approved: boolean;
  email_verified: boolean;
  phone_verified: boolean;
  first_name: string;
  last_name: string;
  address_json: FreeObject | null;
  birthday: string | null;
  preferences: FreeObject | null;
  last_active_on: number | null;
  created_at: number;
}

/**
 * The n-th sample customer of a store; the same arguments give the same customer. E-mail addresses and phone numbers
 * are unique for up to 400 million values of `n`.
 */
export function sampleCustomer(store: SampleStore, n: number, created_at: number, now: number): SampleCustomer {
  const random = randomOf("customer", store.store_id, n);
  const person = personOf(random, store.country);
  const source = chance(random, 0.08) ? "GUEST" : sources(random);
  const contacts = random();
  const email = contacts < 0.95 ? emailOf(person.first_name, person.last_name, n) : null;
  const phone = contacts > 0.1 ? phoneOf(n, store.country) : null;
  return {
    id: ulidAt("cust", created_at, random),
    email,
    phone,
    registration_source: source,
    enabled: chance(random, 0.97),
    approved: chance(random, 0.97),
    // Of all customers, 70 % and 40 %.
    email_verified: email !== null && chance(random, 0.7 / 0.95),
    phone_verified: phone !== null && chance(random, 0.4 / 0.9),
    ...person,
    address_json: chance(random, 0.3) ? addressOf(random, store.country) : null,
    ...profileOf(n),
    // Most were active recently, some never again.
    last_active_on: chance(random, 0.85) ? Math.floor(now - (now - created_at) * random() ** 2) : null,
    created_at,
  };
}

// Derived from the number alone: drawing from `random` would change all fields after it.
function profileOf(n: number): Pick<SampleCustomer, "birthday" | "preferences"> {
  const birthday =
    n % 5 < 2 ? new Date(Date.UTC(1955 + (n % 50), n % 12, 1 + (n % 28))).toISOString().slice(0, 10) : null;
  const diet = diets[n % 16];
  return { birthday, preferences: diet ? { dietary_restrictions: [diet] } : null };
}

const diets = ["vegetarian", "vegan", "gluten-free", "halal"];

const sources = weighted<RegistrationSource>([
  ["EMAIL_PASSWORD", 40],
  ["GOOGLE", 18],
  ["PHONE", 16],
  ["FACEBOOK", 9],
  ["APP", 7],
  ["APPLE", 5],
  ["MERCHANT", 5],
]);

/** An e-mail address at a reserved domain (RFC 2606); a number makes it unique among equal names. */
export function emailOf(first: string, last: string, n?: number): string {
  const domain =
    n === undefined ? "example.com" : pick(randomOf("domain", n), ["example.com", "example.net", "example.org"]);
  return `${`${first}.${last}`.toLowerCase().replace(/[^a-z.]/g, "")}${n ?? ""}@${domain}`;
}

function addressOf(random: Random, country: string): FreeObject {
  const { line1, city } = placeOf(random, country);
  return { address: line1, city };
}

// A prime of a size that makes consecutive numbers look unrelated.
const step = 1_234_577;

/**
 * The n-th phone number. The step is coprime to the count of numbers, so each occurs once. The demo's own numbers
 * (operator 7, exchange 555) are excluded.
 */
export function phoneOf(n: number, country: string): string {
  if (country === "BD") {
    const place = (n * step) % 600_000_000;
    return `01${"345689"[Math.floor(place / 1e8)]}${String(place % 1e8).padStart(8, "0")}`;
  }
  const place = (n * step) % (areaCodes.length * 800 * 1e4);
  const exchange = 200 + (Math.floor(place / 1e4) % 800);
  const area = areaCodes[Math.floor(place / 8e6)];
  return `+1${area}${exchange === 555 ? 199 : exchange}${String(place % 1e4).padStart(4, "0")}`;
}

const areaCodes = `201 202 203 205 206 207 208 209 210 212 213 214 215 216 217 218 219 224 225 228 229 231 234 239 240
  248 251 252 253 254 256 260 262 267 269 270 276 281 301 302 303 304 305 307 308 309 310 312 313 314`.split(/\s+/);

/** The n-th phone number of the demo itself; no sample customer has it. */
export function demoPhoneOf(n: number, country: string): string {
  if (country === "BD") return `017${String((12_345_678 + (n - 1) * step) % 1e8).padStart(8, "0")}`;
  return `+1${areaCodes[n % areaCodes.length]}555${String(100 + n).padStart(4, "0")}`;
}
