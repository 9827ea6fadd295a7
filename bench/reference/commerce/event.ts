import type { Told } from "../orders/locked.ts";

/** An entry of the event log, and with `entry` of the order's timeline too. */
export const told = (name: string, type: string, id: string, after: object, entry?: Told["entry"]): Told => ({
  name,
  type,
  id,
  before: null,
  after,
  ...(entry ? { entry } : {}),
});
