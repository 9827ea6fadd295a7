import { openLedger, write } from "./ledger.ts";

// Writes entries into a ledger, each under its key until it is answered: `writer-child.ts <service> <name> <count>`.
// It says how long the longest was without an answer.
const [service = "", name = "", count = "0"] = process.argv.slice(2);
const { db, entries } = await openLedger(service);
process.stdout.write("migrated\n");
let longest = 0;
let unread = 0;
for (let at = 0; at < Number(count); at++) {
  const text = `${name}-${at}`;
  const since = Date.now();
  await insist(() => write(db, { idempotency_key: text, text }));
  longest = Math.max(longest, Date.now() - since);
  if (!(await insist(entries)).includes(text)) unread += 1;
  if (at === 20) process.stdout.write("under way\n");
}
process.stdout.write(`${JSON.stringify({ longest, unread })}\n`);
process.exit(0);

async function insist<T>(work: () => Promise<T>): Promise<T> {
  for (;;) {
    try {
      return await work();
    } catch (error) {
      if ((error as { code?: unknown }).code !== 503) throw error;
      await new Promise((resolve) => setTimeout(resolve, 50));
    }
  }
}
