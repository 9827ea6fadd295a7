import { Database } from "../../../mixins/db/database.ts";
import { transaction } from "../../../mixins/db/transaction.ts";

// A process that locks a row of a ledger inside a transaction and stops itself there: `holder.ts <service>`. When it is
// continued, it tells how its transaction ended.
const [service = ""] = process.argv.slice(2);
const db = new Database(service);
let tries = 0;
try {
  await transaction(db, async (tx) => {
    await db.run(`UPDATE ${service}_entries SET text = ? WHERE id = 1`, [`held ${++tries}`], tx);
    if (tries > 1) return;
    process.stdout.write("holding\n");
    process.kill(process.pid, "SIGSTOP");
    // The signal comes while this waits.
    await new Promise((resolve) => setTimeout(resolve, 100));
  });
  process.stdout.write("committed\n");
} catch (error) {
  process.stdout.write(`refused ${(error as { code?: number }).code}\n`);
}
// The connection that was lost is not used again.
const row = await db.row<{ text: string }>(`SELECT text FROM ${service}_entries WHERE id = 1`);
process.stdout.write(`read ${row?.text}\n`);
process.exit(0);
