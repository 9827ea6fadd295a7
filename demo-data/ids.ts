import { encodeTime } from "ulid";
import { between, type Random, randomOf } from "./random.ts";

/** Kinds of record that have a demo id. */
export type DemoKind =
  | "cust"
  | "addr"
  | "ord"
  | "oit"
  | "pay"
  | "ref"
  | "ret"
  | "ful"
  | "item"
  | "mod"
  | "promo"
  | "loc"
  | "grp"
  | "rev"
  | "txn"
  | "red"
  | "evt";

// Fixed, because services that start on different days must generate the same ids.
const demoEpoch = Date.UTC(2026, 0, 1);

/**
 * The public id of the n-th demo record of a kind in a store. It is the same in every service and on every day, so that
 * records of one service can refer to those of another.
 */
export function demoUlid(kind: DemoKind, store_id: number, n: number): string {
  return ulidAt(kind, demoEpoch + n * 1_000, randomOf("id", kind, store_id, n));
}

/** A public id with a given time. */
export function ulidAt(kind: DemoKind, time: number, random: Random): string {
  let tail = "";
  for (let index = 0; index < 16; index++) tail += alphabet[between(random, 0, 31)];
  return `${kind}_${encodeTime(time, 10)}${tail}`;
}

const alphabet = "0123456789ABCDEFGHJKMNPQRSTVWXYZ";
