import type { Transaction } from "sequelize";
import type { TransactionContext } from "../../mixins/actions/idempotent.ts";
import type { Database, Row } from "../../mixins/db/database.ts";
import { difference } from "../../mixins/values/difference.ts";
import type { ActionParams, AddressKind, Change, Customer, CustomerChanges, FreeObject } from "../contracts.ts";
import { fail } from "./customers.errors.ts";
import { mergedPreferences, normalizeEmail, phoneKey, preferencesBytes } from "./customers.rules.ts";
import { updateCustomer } from "./store/customers.ts";
import { fetchGroup } from "./store/groups.ts";
import { type CustomerRow, isGuest, preferencesOf, preferencesText, snapshot, toCustomer } from "./store/rows.ts";

type Request = Pick<ActionParams<"customers.update">, "store_id" | "country" | "changes">;

/**
 * Changes fields of a locked customer and publishes what changed; the same values change nothing. What is `vouched` counts
 * as verified by somebody's word, and takes no proof away.
 */
export async function changeCustomer(
  { db, tx, publish }: TransactionContext,
  request: Request & { as_full_name?: boolean; vouched?: boolean },
  row: CustomerRow,
): Promise<Customer> {
  const before = toCustomer(row);
  const wanted = changesOf(request.as_full_name ? withoutSameName(request, row) : request, row);
  const vouched = vouchedOf(row, wanted, request.vouched);
  const proof = { ...vouched, ...proofTimesOf(row, wanted, vouched) };
  const columns = { ...(await columnsOf(db, tx, request, wanted)), ...proof };
  const changes = difference(snapshot(before), snapshot({ ...before, ...wanted })) ?? proofOf(before, row, vouched);
  if (!changes) return before;
  const customer = await updateCustomer(db, tx, row, columns);
  publish({
    name: "customer.updated",
    store_id: customer.store_id,
    tenant_id: customer.tenant_id,
    aggregate: { type: "customer", id: customer.id, version: customer.version },
    data: changes,
  });
  return customer;
}

/** Checks that no address changes of a customer who has proven one. Throws `address_needs_proof`. */
export function assertUnproven(row: CustomerRow, { changes, country }: Request): void {
  const { email, phone } = changes;
  const isOther =
    (email !== undefined && (email && normalizeEmail(email)) !== row.email) ||
    (phone !== undefined && keyOf(phone, country) !== row.phone_key);
  if (isOther && (row.email_verified === 1 || row.phone_verified === 1)) throw fail("address_needs_proof");
}

// The parts of an unchanged full name stay as they are: it can be split in several ways.
function withoutSameName(request: Request, row: CustomerRow): Request {
  const { first_name, last_name, ...changes } = request.changes;
  const isSame = fullName({ first_name, last_name }) === fullName(row);
  return isSame ? { ...request, changes } : request;
}

const fullName = ({ first_name = "", last_name = "" }: { first_name?: string; last_name?: string }) =>
  `${first_name} ${last_name}`.trim().replace(/\s+/g, " ");

// A new address or number is unverified, unless the request says otherwise.
function changesOf({ changes, country }: Request, row: CustomerRow) {
  const wanted = { ...changes, ...(changes.phone ? { phone: changes.phone.trim() } : {}) };
  if (changes.email) wanted.email = normalizeEmail(changes.email);
  const verified: { email_verified?: boolean; phone_verified?: boolean } = {};
  if (wanted.email !== undefined && wanted.email !== row.email) verified.email_verified = false;
  if (wanted.phone !== undefined && keyOf(wanted.phone, country) !== row.phone_key) verified.phone_verified = false;
  if (wanted.preferences) wanted.preferences = mergedPreferences(preferencesOf(row), wanted.preferences);
  return { ...verified, ...wanted };
}

type Vouched = Partial<Pick<CustomerRow, "email_vouched" | "phone_vouched">>;

function vouchedOf(row: CustomerRow, wanted: CustomerChanges, vouched = false): Vouched {
  const of = (kind: AddressKind) => {
    const verified = wanted[`${kind}_verified`];
    if (verified === undefined || (vouched && verified && row[`${kind}_verified`] === 1)) return {};
    return { [`${kind}_vouched`]: vouched && verified ? 1 : 0 };
  };
  return { ...of("email"), ...of("phone") };
}

type ProofTimes = Partial<Pick<CustomerRow, "email_proven_at" | "phone_proven_at">>;

// Of an address that is proven from now on, and of one that is no more.
function proofTimesOf(row: CustomerRow, wanted: CustomerChanges, vouched: Vouched): ProofTimes {
  const of = (kind: AddressKind) => {
    const isNew = wanted[kind] !== undefined && wanted[kind] !== row[kind];
    const wasProven = toCustomer(row)[`${kind}_proven`] && !isNew;
    const isVerified = wanted[`${kind}_verified`] ?? row[`${kind}_verified`] === 1;
    const isProven = isVerified && (vouched[`${kind}_vouched`] ?? row[`${kind}_vouched`]) === 0;
    return isProven === wasProven ? {} : { [`${kind}_proven_at`]: isProven ? Date.now() : null };
  };
  return { ...of("email"), ...of("phone") };
}

// A proof of what was vouched for changes nothing else.
function proofOf(before: Customer, row: CustomerRow, vouched: Vouched): Change | undefined {
  const { email_proven, phone_proven } = toCustomer({ ...row, ...vouched });
  const proofs = { email_proven: before.email_proven, phone_proven: before.phone_proven };
  return difference(proofs, { email_proven, phone_proven });
}

const keyOf = (phone: string | null, country: string) => (phone ? phoneKey(phone, country) : null);

async function columnsOf(
  db: Database,
  tx: Transaction,
  request: Request,
  changes: ReturnType<typeof changesOf>,
): Promise<Row> {
  const { group_id, address_json, preferences, ...plain } = changes;
  const columns: Row = { ...plain };
  if (plain.registration_source !== undefined) columns.is_guest = isGuest(plain.registration_source) ? 1 : 0;
  if (plain.phone !== undefined) columns.phone_key = keyOf(plain.phone, request.country);
  if (address_json !== undefined) columns.address_json = address_json ? JSON.stringify(address_json) : null;
  if (preferences !== undefined) columns.preferences = fittingText(preferences);
  if (group_id !== undefined)
    columns.group_id = group_id ? (await fetchGroup(db, request.store_id, group_id, tx)).id : null;
  return columns;
}

function fittingText(preferences: FreeObject): string | null {
  const text = preferencesText(preferences);
  if (Buffer.byteLength(text ?? "") > preferencesBytes) throw fail("preferences_too_large");
  return text;
}
