import { randomFillSync } from "node:crypto";
import { monotonicFactory } from "ulid";

/** The kinds of public id (contract §1). */
export type IdPrefix =
  | "cust"
  | "addr"
  | "ord"
  | "oit"
  | "ful"
  | "pay"
  | "ref"
  | "ret"
  | "rev"
  | "txn"
  | "red"
  | "loc"
  | "item"
  | "mod"
  | "promo"
  | "grp"
  | "evt"
  | "imp"
  | "ntf"
  | "req"
  | "run"
  | "mov"
  | "dom"
  | "ses"
  | "pk"
  | "bank"
  | "whk"
  | "dlv"
  | "dsp"
  | "ten";

const pool = Buffer.alloc(4096);
let used = pool.length;

// A call to the system's random source costs more than everything else about an id, so it fills a whole page at once.
function random(): number {
  if (used + 4 > pool.length) {
    randomFillSync(pool);
    used = 0;
  }
  used += 4;
  return pool.readUInt32LE(used - 4) / 2 ** 32;
}

const nextUlid = monotonicFactory(random);

/** Makes a public id: a prefix and a ULID, so that later ids sort later. */
export function newId(prefix: IdPrefix): string {
  return `${prefix}_${nextUlid()}`;
}
