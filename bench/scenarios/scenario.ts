import type { Shop } from "../shops.ts";

/** One request of a scenario. */
export interface Asked {
  method: "GET" | "POST" | "PUT" | "PATCH";
  path: string;
  headers: Record<string, string>;
  body?: string;
}

/** A kind of request, with other values each time. */
export interface Scenario {
  name: string;
  /**
   * How responses are compared before any timing: byte by byte, or for writes without ids, versions and times. After a
   * `change` of an order its rows are compared too.
   */
  kind: "one" | "list" | "write" | "change" | "export";
  /** The least that our requests per second may be of the reference's; null where no goal is set. */
  goal: number | null;
  /** Requests at a time, where not the usual number. */
  connections?: number;
  ask(shop: Shop, n: number): Asked;
}

/** The minimum for a scenario without a goal of its own. */
export const usualGoal = 0.6;

/** Values as a query. */
export const queryOf = (values: Record<string, string | number>) =>
  Object.entries(values)
    .map(([name, value]) => `${name}=${encodeURIComponent(value)}`)
    .join("&");

/** A request with a body, of the merchant's. */
export const jsonOf = (shop: Shop, method: "POST" | "PUT" | "PATCH", path: string, body: object): Asked => ({
  method,
  path,
  headers: { ...shop.merchant, "content-type": "application/json" },
  body: JSON.stringify(body),
});

/** The cursor of a response. */
export const cursor = (list: string, by: string, order: string, ...keys: (string | number)[]) =>
  Buffer.from(JSON.stringify([list, by, order, ...keys])).toString("base64url");

/** The page that is 400, or the last of a small shop. */
export const page400 = (rows: number) => Math.max(1, Math.min(400, Math.floor(rows / 20)));
