import { assertVersion, isError } from "../../mixins/actions/errors.ts";
import { addressKinds } from "../../mixins/values/contact.ts";
import type {
  AddressKind,
  Call,
  Customer,
  CustomerChanges,
  SessionClient,
  SignInProof,
  SignInStore,
} from "../contracts.ts";
import { channelOf, hasAddress, kindOf, makeCode, type Named, writtenOf } from "./contact.ts";
import { sendNotice } from "./notices.ts";
import { fail } from "./orchestra.errors.ts";
import { assertRecent } from "./recent.ts";

/** A change of a customer, by whichever surface. */
export interface ChangeRequest {
  store: SignInStore;
  before: Customer;
  changes: CustomerChanges;
  client: SessionClient;
  /** Of the customer, when it is they who change themselves. */
  sign_in?: SignInProof;
  /** True where an address always waits for its code. */
  always?: boolean;
  if_versions?: number[];
  as_full_name?: boolean;
  idempotency_key: string;
}

/**
 * Changes a customer. What somebody signs in with changes only with proof: another address is pending until its code
 * was right. Customers without an account have nothing to take over, and change at once. Throws `email_exists`,
 * `phone_exists`, `recent_sign_in_required`, `rate_limited` and the errors of `customers.update`.
 */
export async function changeWithProof(call: Call, request: ChangeRequest): Promise<Customer> {
  const { store, before, changes, if_versions, sign_in } = request;
  const { email: _email, phone: _phone, ...plain } = changes;
  const others = addressKinds.filter((kind) => isOther(request, kind));
  if (!request.always && (others.length === 0 || !(await hasAccount(call, before))))
    return save(call, request, changes, true).catch(async (error) => {
      if (!isError(error, "address_needs_proof")) throw error;
      // Proven since it was read.
      return changeWithProof(call, { ...request, before: await call("customers.get", keyOf(before)) });
    });
  if (others.length > 0 && sign_in) await assertRecent(call, keyOf(before), sign_in);
  const proofs = others.filter((kind) => changes[kind]).map((kind) => ({ [kind]: changes[kind] }) as Named);
  // Before anything is made, or said of other customers.
  if (others.length > 0) assertVersion(before.version, if_versions);
  for (const named of proofs) await assertFree(call, store, before, named);
  const codes = [];
  for (const named of proofs)
    codes.push(await makeCode(call, { ...request, named, action: updateOf(named), customer: before }));
  const removed = others.filter((kind) => changes[kind] === null);
  const givenUp = removed.map((kind) => ({ store, customer: before, kind, session_id: sign_in?.session_id }));
  for (const each of givenUp) await giveUp(call, each);
  const nulls = Object.fromEntries(removed.map((kind) => [kind, null]));
  const customer = await save(call, request, { ...plain, ...nulls, ...pendingOf(changes, others, proofs) });
  if (givenUp[0]) await endOthers(call, givenUp[0], request.idempotency_key);
  for (const { send } of codes) await send();
  return customer;
}

/** What a customer gives up, and in which session. */
interface GivenUp {
  store: SignInStore;
  customer: Customer;
  kind: AddressKind;
  session_id?: string;
}

/**
 * Before an address is replaced: other sessions end, and the old address gets a notice and can undo it. In this order, a
 * process that dies in between leaves a notice of a change that was none, and never a change without a notice.
 */
export async function giveUp(call: Call, { store, customer, kind, session_id }: GivenUp): Promise<void> {
  const { store_id, tenant_id } = store;
  const old_address = customer[kind];
  const old = { old_address, old_verified: customer[`${kind}_proven`] };
  const session = session_id === undefined ? {} : { session_id };
  const change = { store_id, tenant_id, customer_id: customer.id, kind, ...old, ...session };
  const { undo_token } = await call("auth.changeAddress", change).catch((error) => {
    throw session_id === undefined && isError(error, "invalid_token") ? fail("customer_not_found") : error;
  });
  if (!old_address) return;
  const undo = undo_token === null ? {} : { undo_token };
  const notice = `${kind}_changed` as const;
  await sendNotice(call, store, customer.id, { notice, channel: channelOf[kind], recipient: old_address, ...undo });
}

/** After an address was replaced: what began by the old one since it was given up ends too. */
export async function endOthers(call: Call, { store, customer, session_id }: GivenUp, key: string): Promise<void> {
  const spared = session_id === undefined ? {} : { spared: session_id };
  const whose = { store_id: store.store_id, customer_id: customer.id };
  await call("auth.endSessions", { ...whose, ...spared, idempotency_key: `${key}/others` });
}

/** Refuses an address of another customer. Throws `email_exists`, `phone_exists`. */
export async function assertFree(call: Call, store: SignInStore, { id }: Customer, named: Named): Promise<void> {
  const { store_id, country } = store;
  const { customer } = await call("customers.find", { store_id, country, ...named });
  if (customer && customer.id !== id) throw fail(named.email === undefined ? "phone_exists" : "email_exists");
}

const updateOf = ({ email }: Named) => (email === undefined ? "update-phone" : "update-email");

const keyOf = ({ store_id, id: customer_id }: Customer) => ({ store_id, customer_id });

function isOther({ before, changes, store }: ChangeRequest, kind: AddressKind): boolean {
  const wanted = changes[kind];
  if (wanted === undefined) return false;
  return wanted === null ? before[kind] !== null : !hasAddress(before, { [kind]: wanted }, store);
}

// A current address that is given again: nothing is pending any more.
function pendingOf(changes: CustomerChanges, others: AddressKind[], proofs: Named[]): CustomerChanges {
  const settled = addressKinds.filter((kind) => changes[kind] !== undefined && !others.includes(kind));
  const none = [...settled, ...others].map((kind) => [`pending_${kind}`, null]);
  const waiting = proofs.map((named) => [`pending_${kindOf(named)}`, writtenOf(named)]);
  return Object.fromEntries([...none, ...waiting]);
}

// A proven address signs in for good, also of who has no password and has not been here for half a year.
const hasAccount = async (call: Call, customer: Customer): Promise<boolean> =>
  customer.email_verified || customer.phone_verified || (await call("auth.hasAccount", keyOf(customer))).has;

const save = (
  call: Call,
  { store, before, if_versions, as_full_name, idempotency_key }: ChangeRequest,
  changes: CustomerChanges,
  unless_proven?: boolean,
) =>
  call("customers.update", {
    ...keyOf(before),
    as_full_name,
    unless_proven,
    country: store.country,
    changes,
    if_versions,
    idempotency_key: `${idempotency_key}/customer`,
  });
