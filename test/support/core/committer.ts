import { writeSync } from "node:fs";
import { transaction } from "../../../mixins/db/transaction.ts";
import { addEntry, openLedger } from "./ledger.ts";

// Commits so many entries at once, and says of each when it was told that it is committed: `committer.ts <entries>`.
const [entries = "0"] = process.argv.slice(2);
const { db } = await openLedger();
const commit = async (_: unknown, entry: number) => {
  await transaction(db, (tx) => addEntry(db, `entry ${entry}`, { tx }));
  writeSync(1, `committed ${entry}\n`);
};
await Promise.all(Array.from({ length: Number(entries) }, commit));
writeSync(1, "committed all\n");
process.exit(0);
