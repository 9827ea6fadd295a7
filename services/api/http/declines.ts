import { count } from "../../../config/metrics.ts";
import { networkOf } from "../../../mixins/values/networks.ts";
import type { Answer } from "../endpoint.ts";
import { type AwaitedOrder, keepAwaited, takeAwaited } from "./awaited-payments.ts";
import { type Bucket, fill, waitFor } from "./bucket.ts";
import type { Exchange } from "./exchange.ts";
import { tooMany } from "./rate-limit.ts";

// Declined payments: so many at once, and as many within an hour. Who tests stolen cards has many accounts, or many
// networks, and the declines of both add up; `strict` holds while the store has more than usual.
const perHour = (size: number, strict: number): Bucket & { strict: number } => ({
  size,
  strict,
  perSecond: size / 3_600,
});
const ofCustomer = perHour(5, 2);
const ofNetwork = perHour(10, 3);
const ofArea = perHour(40, 12);
const ofStore = perHour(100, 100);
// A customer who has paid lately does not answer for the network that they share with others.
const payer: Bucket = { size: 1, perSecond: 1 / (30 * 86_400) };

/**
 * Runs an endpoint that charges a card, unless too many cards were declined: for the customer, or for their network and
 * the area above it. `RATE_LIMIT` does not lift it. Declines are counted when they are known: those of a customer's
 * requests at the same moment are waited for later, for a day at most; a network, which others share, for two hours. Throws `rate_limited`.
 */
export async function charging(exchange: Exchange, run: () => Promise<Answer>): Promise<Answer> {
  // Staff order for others, at the till and on the telephone.
  if (exchange.accessScope !== "own") return run();
  const keys = keysOf(exchange);
  await assertMayPay(exchange, keys);
  const answer = await run();
  if (isDeclined(answer)) await countDecline(keys);
  else if (hasPaid(answer)) await countPaid(keys);
  else await awaitOutcome(exchange, keys, answer);
  return answer;
}

/** Counts what became of a payment that asked its payer, or a bank, and had no outcome when its request was answered. */
export async function countOutcome({ paid, ...order }: AwaitedOrder & { paid: boolean }): Promise<void> {
  const keys = await takeAwaited<Keys>(order);
  if (keys) await (paid ? countPaid(keys) : countDecline(keys));
}

// A bank has two weeks.
const awaitedMs = 15 * 86_400_000;

async function awaitOutcome({ store }: Exchange, keys: Keys, { body }: Answer): Promise<void> {
  const { id, payment_status = "" } = (body ?? {}) as { id?: string; payment_status?: string };
  const isAwaited = payment_status === "requires_action" || payment_status === "processing";
  if (id !== undefined && isAwaited) await keepAwaited({ store_id: store.store_id, order_id: id }, keys, awaitedMs);
}

type Keys = ReturnType<typeof keysOf>;

function keysOf({ store: { store_id }, principal, ip }: Exchange) {
  const { network, area } = networkOf(ip);
  const key = (kind: string, who: string) => `declined:${kind}:${store_id}:${who}`;
  return {
    customer: key("customer", principal.subject),
    network: key("network", network),
    area: key("area", area),
    store: key("store", ""),
    payer: key("payer", principal.subject),
  };
}

async function assertMayPay({ response }: Exchange, keys: Keys): Promise<void> {
  const [store, customer, network, area, paid] = await Promise.all([
    fill(ofStore, keys.store, 0),
    fill(ofCustomer, keys.customer, 0),
    fill(ofNetwork, keys.network, 0),
    fill(ofArea, keys.area, 0),
    fill(payer, keys.payer, 0),
  ]);
  const isStrict = store >= ofStore.size;
  const sizeOf = ({ size, strict }: { size: number; strict: number }) => (isStrict ? strict : size);
  const waits = { customer: waitFor(ofCustomer, customer, sizeOf(ofCustomer)) };
  const shared =
    paid > 0
      ? {}
      : { network: waitFor(ofNetwork, network, sizeOf(ofNetwork)), area: waitFor(ofArea, area, sizeOf(ofArea)) };
  const [limit, wait] = Object.entries({ ...waits, ...shared }).find(([, seconds]) => seconds > 0) ?? [];
  if (limit === undefined || wait === undefined) return;
  count("payments_braked", "Payments refused because too many were declined, by what was counted.", { limit });
  tooMany(wait, response);
}

const countDecline = (keys: Keys) =>
  Promise.all([
    fill(ofCustomer, keys.customer, 1),
    fill(ofNetwork, keys.network, 1, 2 * ofNetwork.size),
    fill(ofArea, keys.area, 1, 2 * ofArea.size),
    fill(ofStore, keys.store, 1),
  ]);

const countPaid = (keys: Keys) => fill(payer, keys.payer, 1, 1);

const isDeclined = ({ status, body }: Answer) =>
  status === 402 && (body as { code?: string } | undefined)?.code === "payment_declined";

// An order that costs nothing proves nothing.
function hasPaid({ body }: Answer): boolean {
  const { payment_status, total = 1 } = (body ?? {}) as { payment_status?: string; total?: number };
  return payment_status === "captured" && total > 0;
}
