import { runCommand } from "../command.ts";

/** The products and customers of the commerce bench. */
export interface Counter {
  location_id: string;
  promo_code: string;
  /** The first is the one that all want. */
  products: string[];
  /** Customers with more points than they can redeem. */
  members: string[];
}

/** Creates the data for the scenarios of the commerce surface. */
export async function makeCounter(databaseUrl: string, store_id: number): Promise<Counter> {
  return JSON.parse(await runCommand(databaseUrl, "bench/commerce/make.ts", [String(store_id)])) as Counter;
}
