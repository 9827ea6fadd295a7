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

const steppedBackMs = 1_000;

let nextUlid = monotonicFactory(random);
let latest = 0;

/**
 * Makes an id: a prefix and a ULID, so that later ids sort later. After a clock that was ahead is set right, ids have the
 * right time again, rather than the wrong one until that comes.
 */
export function newId(prefix: string): string {
  const now = Date.now();
  if (now < latest - steppedBackMs) nextUlid = monotonicFactory(random);
  latest = now;
  return `${prefix}_${nextUlid(now)}`;
}
