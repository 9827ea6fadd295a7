import { openTransactions } from "../../../config/database.ts";
import { Database, type Row, type SqlValue } from "../../../mixins/db/database.ts";
import { deadline } from "../../../services/payments/provider-call.ts";
import { openPayments, type PaymentAction } from "./harness.ts";

// A process that calls one payment action: `child.ts <action> <request> [statement] [which]`. It prints the answer. At
// the which-th occurrence of the statement it pauses and prints that: the test then kills it there, or resumes it after
// a concurrent change.
const [name, request = "{}", statement = "", which = "1"] = process.argv.slice(2);
const say = (word: string) => process.stdout.write(`${word}\n`);
let left = Number(which);
let armed = false;

async function stopAt(sql: string): Promise<void> {
  if (!armed || !sql.includes(statement) || --left > 0) return;
  armed = false;
  say("stopped");
  await new Promise((resolve) => process.stdin.once("data", resolve));
}

class Stopping extends Database {
  override async run(sql: string, values?: readonly SqlValue[], tx?: never): Promise<number> {
    await stopAt(sql);
    return super.run(sql, values, tx);
  }

  override async insert(table: string, row: Row, tx?: never): Promise<number> {
    await stopAt(`INSERT INTO ${table} `);
    return super.insert(table, row, tx);
  }
}

// A test may pause it during the provider call for any time.
deadline.ms = 60_000;
const db = new Stopping("payments");
const { call } = await openPayments(db);
const begin = db.sequelize.transaction.bind(db.sequelize);
db.sequelize.transaction = (async (options: never) => {
  await stopAt("BEGIN");
  return begin(options);
}) as typeof begin;
// On MariaDB each transaction takes a connection of its pool, whose first statement begins it.
const manager = openTransactions()?.connectionManager;
if (manager) {
  const take = manager.getConnection.bind(manager) as (options: never) => Promise<never>;
  manager.getConnection = (async (options: never) => {
    await stopAt("BEGIN");
    return take(options);
  }) as typeof manager.getConnection;
}
armed = statement !== "";
const answer = await call(name as PaymentAction, JSON.parse(request)).catch(({ type, code }) => ({ type, code }));
say(`answer ${JSON.stringify(answer)}`);
process.exit(0);
