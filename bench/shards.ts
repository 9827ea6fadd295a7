import { createHash } from "node:crypto";
import { parseArgs } from "node:util";

// `node bench/shards.ts --stores 10000 --exponent 1 --shards 2,4,8,16,32`: how even the load of stores lies on shards when a
// few stores have most of it (Zipf: the store of rank r has 1/r^exponent). It prints the table of docs/scale.md.
const { values } = parseArgs({
  options: {
    stores: { type: "string", default: "10000" },
    exponent: { type: "string", default: "1" },
    shards: { type: "string", default: "2,4,8,16,32,64" },
  },
});
const loads = loadsOf(Number(values.stores), Number(values.exponent));

console.log(
  `${loads.length} stores, exponent ${values.exponent}; the largest has ${percent(loads[0] ?? 0)} of the load\n`,
);
console.log(
  "| shards | even share | hottest, by hash of the store | hottest, by the directory | stores moved to get there |",
);
console.log("|---|---|---|---|---|");
for (const shards of values.shards.split(",").map(Number)) {
  const hashed = loads.map((_, store) => hashOf(store) % shards);
  const placed = balanced(shards);
  const moved = placed.filter((shard, store) => shard !== hashed[store]).length;
  const cells = [1 / shards, hottest(hashed, shards), hottest(placed, shards)].map(percent);
  console.log(`| ${shards} | ${cells.join(" | ")} | ${moved} |`);
}

/** Each store's part of the load, the largest first. */
function loadsOf(stores: number, exponent: number): number[] {
  const weights = Array.from({ length: stores }, (_, rank) => 1 / (rank + 1) ** exponent);
  const all = weights.reduce((sum, weight) => sum + weight, 0);
  return weights.map((weight) => weight / all);
}

/** The least that has to be moved: from the hottest shard to the coolest, as long as that helps. */
function balanced(shards: number): number[] {
  const placed = loads.map((_, store) => hashOf(store) % shards);
  const sums = sumsOf(placed, shards);
  for (;;) {
    const from = sums.indexOf(Math.max(...sums));
    const to = sums.indexOf(Math.min(...sums));
    const gap = (sums[from] ?? 0) - (sums[to] ?? 0);
    // The largest store that fits into the gap; a large one alone on its shard stays.
    const store = loads.findIndex((load, at) => placed[at] === from && load < gap);
    const load = loads[store] ?? 0;
    if (store < 0 || gap < 0.001 || load < 1e-5) return placed;
    placed[store] = to;
    sums[from] = (sums[from] ?? 0) - load;
    sums[to] = (sums[to] ?? 0) + load;
  }
}

function hottest(placed: number[], shards: number): number {
  return Math.max(...sumsOf(placed, shards));
}

function sumsOf(placed: number[], shards: number): number[] {
  const sums = Array.from({ length: shards }, () => 0);
  for (const [store, shard] of placed.entries()) sums[shard] = (sums[shard] ?? 0) + (loads[store] ?? 0);
  return sums;
}

function hashOf(store: number): number {
  return createHash("sha256").update(String(store)).digest().readUInt32BE(0);
}

function percent(part: number): string {
  return `${(part * 100).toFixed(1)} %`;
}
