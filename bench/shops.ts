import jwt from "jsonwebtoken";
import { type Connection, createConnection, type RowDataPacket } from "mysql2/promise";
import { runCommand } from "./command.ts";
import { type Counter, makeCounter } from "./commerce/pools.ts";
import { makeOrders, type OrderPools, poolsOf } from "./orders/pools.ts";

/** Signs the tokens of a bench; nothing outside it knows it. */
export const secret = "a-secret-of-the-bench-alone";

/** A shop with customers to ask for, and the credentials that open it. */
export interface Shop {
  store_id: number;
  domain_id: string;
  customers: number;
  /** How long it took to seed. */
  seedSeconds: { customers: number; orders: number };
  merchant: Record<string, string>;
  apps: Record<string, string>;
  staff: Record<string, string>;
  samples: Sample[];
  orders: OrderPools;
  counter: Counter;
}

/** How much a shop is to have. */
export interface Amounts {
  customers: number;
  orders: number;
  /** Orders to cancel and fulfil, and details to read once. */
  fresh?: number;
  cold?: number;
}

/** One of its customers. */
export interface Sample {
  id: number;
  public_id: string;
  first_name: string;
  last_name: string;
  email: string | null;
  phone: string | null;
  total_orders: number;
  total_order_amount: number;
  created_at: number;
}

/** Brings the tables up to date, with the demo's stores in them, as on the first start of a development database. */
export async function migrate(databaseUrl: string): Promise<void> {
  await orchestra(databaseUrl, "migrate");
}

/** Creates a store with customers and orders, and its credentials. */
export async function makeShop(databaseUrl: string, name: string, amounts: Amounts): Promise<Shop> {
  const domain_id = `dom_${name}`;
  const place = ["--currency", "BDT", "--country", "BD", "--domain", domain_id];
  const made = await orchestra(databaseUrl, "store", "create", "--name", name, "--tenant", "ten_bench", ...place);
  const { store_id } = JSON.parse(made) as { store_id: number };
  const seed = async (what: "customers" | "orders") => {
    const said = await orchestra(databaseUrl, "seed", "--store", String(store_id), `--${what}`, String(amounts[what]));
    return (JSON.parse(said) as { seconds: number }).seconds;
  };
  const seedSeconds = { customers: await seed("customers"), orders: await seed("orders") };
  return openShop(databaseUrl, { store_id, domain_id, tenant_id: "ten_bench", seedSeconds }, amounts);
}

/** The same for a store that is there already. */
export async function openShop(
  databaseUrl: string,
  store: Pick<Shop, "store_id" | "domain_id" | "seedSeconds"> & { tenant_id: string },
  { fresh = 0, cold = 2_000 }: Pick<Amounts, "fresh" | "cold"> = {},
): Promise<Shop> {
  const { store_id, domain_id, tenant_id, seedSeconds } = store;
  const installed = ["--store", String(store_id), "--scopes", "read:customers write:customers"];
  const app = await orchestra(databaseUrl, "app", "create", "--name", "Bench", ...installed);
  const { client_id, client_secret } = JSON.parse(app) as Record<string, string>;
  const bearer = (audience: "merchant" | "commerce", claims: object) => {
    const named = { issuer: "seller-orchestra", audience, subject: "user_bench", expiresIn: "1d" } as const;
    return { authorization: `Bearer ${jwt.sign({ tenant_id, ...claims }, secret, named)}` };
  };
  const apps = { "x-client-id": String(client_id), "x-client-secret": String(client_secret) };
  const counter = await makeCounter(databaseUrl, store_id);
  const connection = await createConnection({ uri: databaseUrl });
  try {
    const samples = await drawSamples(connection, store_id);
    const orders = await poolsOf(connection, store_id, cold, await makeOrders(databaseUrl, store_id, fresh));
    // The statistics by which the engine chooses its plans are as old as the table otherwise.
    await connection.query("ANALYZE TABLE customers, customer_words, orders, order_items, order_timeline, payments");
    const merchant = bearer("merchant", { domain_ids: [domain_id] });
    const staff = bearer("commerce", { store_id, roles: ["tenant_admin"] });
    const opened = { merchant, staff, apps: { ...apps, "x-store-id": String(store_id) } };
    return { store_id, domain_id, seedSeconds, ...samples, orders, counter, ...opened };
  } finally {
    await connection.end();
  }
}

// Every n-th by key, so that they come from all over the table, and the same in every run.
async function drawSamples(
  connection: Connection,
  store_id: number,
): Promise<{ customers: number; samples: Sample[] }> {
  const [counts] = await connection.query<RowDataPacket[]>(
    "SELECT COUNT(*) AS customers, MIN(id) AS first, MAX(id) AS last FROM customers WHERE store_id = ?",
    [store_id],
  );
  const { customers, first, last } = counts[0] as { customers: number; first: number; last: number };
  const wanted = Math.min(2_000, customers);
  const keys = Array.from(
    { length: wanted },
    (_, n) => first + Math.floor(((last - first) * ((n * 7919) % wanted)) / wanted),
  );
  const [rows] = await connection.query<RowDataPacket[]>(
    `SELECT id, public_id, first_name, last_name, email, phone, total_orders, total_order_amount, created_at
     FROM customers WHERE store_id = ? AND is_guest = 0 AND id IN (?) ORDER BY RAND(1)`,
    [store_id, keys],
  );
  return { customers, samples: rows as Sample[] };
}

async function orchestra(databaseUrl: string, ...args: string[]): Promise<string> {
  return runCommand(databaseUrl, "cli/orchestra.ts", args);
}
