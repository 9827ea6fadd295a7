import type { TransactionContext } from "../../mixins/actions/idempotent.ts";
import type { Database } from "../../mixins/db/database.ts";
import { newId } from "../../mixins/values/ids.ts";
import type { Actor, LoyaltyTransactionType } from "../contracts.ts";
import { fail } from "./loyalty.errors.ts";
import { countedAs, inYear, tierIn, yearOf } from "./loyalty.rules.ts";
import { membershipEventOf } from "./membership-event.ts";
import { expiryOf } from "./program.rules.ts";
import { type AccountRow, lockAccount, type Owner, saveAccount } from "./store/accounts.ts";
import { insertLine } from "./store/ledger.ts";
import { addLots, duePoints, type Lot, takeLots } from "./store/lots.ts";
import { programOf, type StoreProgram } from "./store/programs.ts";
import { moveRedemption, type RedemptionRow } from "./store/redemptions.ts";

/** A locked account, with what a change of its points needs. */
export interface AccountLedger extends TransactionContext {
  db: Database;
  actor: Actor;
  account: AccountRow;
  program: StoreProgram;
  now: number;
}

/** The origin of a change: an action, an event, or background work. */
export type Source = TransactionContext & Pick<AccountLedger, "db" | "actor">;

/** A change of an account's points. */
export interface Posting {
  type: LoyaltyTransactionType;
  /** Signed: negative points leave the account. */
  points: number;
  description: string;
  order_id?: string | null;
  /** Unique in the store for ever, so that each posting is written once. */
  reference: string;
  /** The year that the points count for; the current one by default. */
  year?: number;
  /** The lots of returned points, with their original expiry. */
  lots?: Lot[];
}

/** Opens the ledger of a customer and expires due points first; undefined for an erased customer. */
export async function openLedger(source: Source, owner: Owner): Promise<AccountLedger | undefined> {
  const account = await lockAccount(source.db, source.tx, owner);
  return account.erased ? undefined : openLocked(source, account);
}

/** The same for an account that is locked already. */
export async function openLocked(source: Source, locked: AccountRow): Promise<AccountLedger> {
  const now = Date.now();
  const program = await programOf(source.db, locked.store_id, source.tx);
  const account = inYear(locked, yearOf(now));
  if (account.year !== locked.year) account.tier = tierIn(program, account, account.year);
  const ledger: AccountLedger = { ...source, account, program, now };
  await expireDue(ledger);
  return ledger;
}

/** Writes one ledger line, updates the account and its lots, and publishes the change. Throws `insufficient_points`. */
export async function post(ledger: AccountLedger, posting: Posting): Promise<{ id: string; taken: Lot[] }> {
  const { db, tx, account, program, now } = ledger;
  const { type, points, description, order_id = null, reference } = posting;
  if (account.balance + points < 0) throw fail("insufficient_points");
  const id = newId("txn");
  count(ledger, posting);
  account.tier = tierIn(program, account, account.year);
  await saveAccount(db, tx, account, points);
  const actor = `${ledger.actor.type}:${ledger.actor.id}`.slice(0, 140);
  const line = { public_id: id, type, points, description, order_id, reference, actor, created_at: now };
  await insertLine(db, tx, account, line);
  if (points > 0) await addLots(db, tx, account, posting.lots ?? [{ points, expires_at: expiryOf(program, now) }]);
  const taken = points < 0 ? await takeLots(db, tx, account, -points) : [];
  ledger.publish({
    name: "loyalty.points_changed",
    ...membershipEventOf(account, { order_id, transaction: { id, type, points } }),
  });
  return { id, taken };
}

/** Returns the points of a redemption, once; true when this call returned them. */
export async function returnPoints(ledger: AccountLedger, row: RedemptionRow): Promise<boolean> {
  if (row.state === "returned") return false;
  const { points, order_id, public_id, year } = row;
  await moveRedemption(ledger.db, ledger.tx, row, { state: "returned", order_id });
  const lots = JSON.parse(row.lots) as Lot[];
  const [description, reference] = ["Redemption returned", `return:${public_id}`];
  await post(ledger, { type: "redeem", points, description, order_id, reference, year, lots });
  return true;
}

function count({ account, now }: AccountLedger, { type, points, year }: Posting): void {
  const { earned, redeemed } = countedAs(type, points);
  const thisYear = year === undefined || year === account.year;
  account.balance += points;
  account.earned += earned;
  account.redeemed += redeemed;
  account.earned_ytd += thisYear ? earned : 0;
  account.redeemed_ytd += thisYear ? redeemed : 0;
  account.transactions += 1;
  account.version += 1;
  account.updated_at = now;
}

// Expired points cannot be spent, even before the sweep has reached them.
async function expireDue(ledger: AccountLedger): Promise<void> {
  const { points, first } = await duePoints(ledger.db, ledger.tx, ledger.account, ledger.now);
  if (points === 0) return;
  await post(ledger, { type: "expire", points: -points, description: "Points expired", reference: `expire:${first}` });
}
