import type { Transaction } from "sequelize";
import type { Database } from "../db/database.ts";
import { sqlDialect } from "../db/dialect.ts";
import { marks } from "../db/sql.ts";
import { phoneKey } from "../values/contact.ts";
import { digitsIn } from "../values/digits.ts";
import { foldCase } from "../values/fold.ts";
import { tablesOf } from "./store.ts";

/** The addresses by which the rows of a person are known. */
export interface Person {
  email: string | null;
  phone: string | null;
  /** The phone number as numbers are compared. */
  phone_key: string | null;
}

interface Row {
  line: number;
  cells: string;
}

const pageSize = 500;

/**
 * Empties the refused rows of a store's imports that have an address of a person, in whatever case or notation it is
 * written there.
 */
export async function emptyRowsOf(db: Database, tx: Transaction, store_id: number, person: Person): Promise<void> {
  const { imports, refusals } = tablesOf(db);
  const sql = `SELECT id, country FROM ${imports} WHERE store_id = ?`;
  for (const { id, country } of await db.rows<{ id: number; country: string }>(sql, [store_id], tx)) {
    const isTheirs = matcherOf(person, country);
    for await (const rows of candidates(db, tx, { refusals, id }, person)) {
      const lines = rows.filter(({ cells }) => isTheirs(JSON.parse(cells) as string[])).map(({ line }) => line);
      const where = `import_id = ? AND line IN (${marks(lines)})`;
      if (lines.length > 0)
        await db.run(`UPDATE ${refusals} SET cells = '[]', message = '' WHERE ${where}`, [id, ...lines], tx);
    }
  }
}

// The database finds what may be theirs. It knows the case of ASCII alone on every engine, and digits one by one: rows with
// other characters are all looked at.
async function* candidates(
  db: Database,
  tx: Transaction,
  { refusals, id }: { refusals: string; id: number },
  { email, phone_key }: Person,
): AsyncGenerator<Row[]> {
  const digits = digitsIn(phone_key ?? "").slice(-shortest);
  const some = [sqlDialect.isNotAscii("cells")];
  const values: string[] = [];
  if (email !== null) {
    some.push("INSTR(LOWER(cells), ?) > 0");
    values.push(JSON.stringify(email.toLowerCase()).slice(1, -1));
  }
  if (digits !== "") {
    some.push("cells LIKE ?");
    values.push(`%${[...digits].join("%")}%`);
  }
  const sql = `SELECT line, cells FROM ${refusals} WHERE import_id = ? AND line > ? AND (${some.join(" OR ")})
    ORDER BY line LIMIT ${pageSize}`;
  for (let after = -1; ; ) {
    const rows = await db.rows<Row>(sql, [id, after, ...values], tx);
    if (rows.length > 0) yield rows;
    const last = rows.at(-1);
    if (!last || rows.length < pageSize) return;
    after = last.line;
  }
}

// Numbers with these digits at their end are looked at; with more of them, also in a malformed row, they are the person's.
const shortest = 6;
const enough = 9;

function matcherOf({ email, phone, phone_key }: Person, country: string): (cells: readonly string[]) => boolean {
  const folded = email === null ? undefined : foldCase(email);
  const isTheirEmail = (cell: string) => folded !== undefined && foldCase(cell).includes(folded);
  const digits = digitsIn(phone_key ?? "");
  const isTheirPhone = (cell: string) => {
    const written = digitsIn(cell);
    if (digits === "" || !written.includes(digits.slice(-shortest))) return false;
    if (phone !== null && cell.includes(phone)) return true;
    return phoneKey(cell, country) === phone_key || (digits.length > enough && written.includes(digits.slice(-enough)));
  };
  return (cells) => cells.some((cell) => isTheirEmail(cell) || isTheirPhone(cell));
}
