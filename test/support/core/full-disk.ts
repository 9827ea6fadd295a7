import { createInterface } from "node:readline";
import { openLedger, write } from "./ledger.ts";

// A process whose disk is full while its parent limits the size of its files: `write <key>` and `health` on a line each.
const { db } = await openLedger("fulldisk");
const text = "x".repeat(80);
const outcome = (work: Promise<unknown>) =>
  work.then(
    () => "ok",
    ({ code, type }) => `${code} ${type}`,
  );

// More than fits into the pages that the file has already.
async function writeMany(key: string): Promise<void> {
  for (let each = 0; each < 400; each++) await write(db, { idempotency_key: `${key}${each}`, text });
}

console.log("ready");
for await (const line of createInterface(process.stdin)) {
  const [word, key = ""] = line.split(" ");
  console.log(await outcome(word === "write" ? writeMany(key) : db.check()));
}
