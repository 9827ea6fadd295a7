import { runCommand } from "../command.ts";

/** What is sold over the counter of a bench, and to whom. */
export interface Counter {
  location_id: string;
  promo_code: string;
  /** The first is the one that all want. */
  products: string[];
  /** Customers with more points than they can redeem. */
  members: string[];
}

/** Makes what scenarios of the commerce surface ask for. */
export async function makeCounter(databaseUrl: string, store_id: number): Promise<Counter> {
  return JSON.parse(await runCommand(databaseUrl, "bench/commerce/make.ts", [String(store_id)])) as Counter;
}
