import { MultiBar, Presets } from "cli-progress";
import type { CommandContext } from "../runtime.ts";
import { seedCustomers } from "./customers.ts";
import { seedOrders } from "./orders.ts";
import { openSeeding } from "./seeding.ts";

/** How many of each are added to which store. */
export interface Amounts {
  store: number;
  customers: number;
  orders: number;
}

/** Adds customers, then orders, with progress bars on standard error. Returns how many of each, and in how long. */
export async function seed(context: CommandContext, { store, customers, orders }: Amounts) {
  const since = performance.now();
  const seeding = await openSeeding(context, store);
  const bars = new MultiBar({ format, stream: process.stderr, noTTYOutput: true }, Presets.shades_classic);
  const barOf = (what: string, count: number) => {
    const bar = bars.create(count, 0, { what });
    return (done: number) => bar.increment(done);
  };
  try {
    if (customers > 0) await seedCustomers(seeding, customers, barOf("customers", customers));
    if (orders > 0) await seedOrders(seeding, orders, barOf("orders   ", orders));
  } finally {
    bars.stop();
  }
  return { customers, orders, seconds: Math.round((performance.now() - since) / 100) / 10 };
}

const format = "{what} {bar} {percentage}% | {value}/{total} | {eta_formatted} left";
