import { randomFillSync } from "node:crypto";
import { monotonicFactory } from "ulid";

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

/** Makes an id: a prefix and a ULID, so that later ids sort later. */
export const newId = (prefix: string): string => `${prefix}_${nextUlid()}`;
