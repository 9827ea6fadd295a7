import { setTimeout as wait } from "node:timers/promises";
import { ask } from "./ask.ts";
import type { Server } from "./machines.ts";
import type { Asked, Scenario } from "./scenarios/scenario.ts";
import type { Shop } from "./shops.ts";

type Answer = Awaited<ReturnType<typeof ask>>;

/**
 * Checks that both servers return equal responses, byte by byte; for writes without ids, versions and times, which
 * differ in each write. Throws an Error that shows the first difference.
 */
export async function assertEqual(servers: [Server, Server], scenario: Scenario, shop: Shop, times = 5): Promise<void> {
  for (let n = 0; n < times; n++) {
    // A new customer needs another address, and a repeated change has no effect, so each server gets its own request.
    const isWritten = scenario.kind === "write" || scenario.kind === "change";
    const first = scenario.ask(shop, n);
    const second = isWritten ? scenario.ask(shop, n) : first;
    const answers = [await ask(servers[0], first), await ask(servers[1], second)] as const;
    assertSame(scenario, first, answers[0].status < 400, [
      comparable(answers[0], scenario),
      comparable(answers[1], scenario),
    ]);
    const details = [detailOf(shop, first, answers[0]), detailOf(shop, second, answers[1])] as const;
    if (scenario.kind === "change") await assertSameLeft(servers[1], scenario, first, details);
  }
}

function assertSame(scenario: Scenario, { path }: Asked, isGood: boolean, [ours, theirs]: [unknown, unknown]): void {
  const [mine, others] = [JSON.stringify(ours), JSON.stringify(theirs)];
  if (isGood && mine === others) return;
  throw new Error(`"${scenario.name}" (${path}) is answered differently:\n${mine}\n${others}`);
}

const stepTimeout = 10_000;

// The reference reads the tables. Events of our services reach the timeline a little later.
async function assertSameLeft(
  reader: Server,
  scenario: Scenario,
  asked: Asked,
  [ours, theirs]: readonly [Asked | undefined, Asked | undefined],
): Promise<void> {
  const deadline = Date.now() + stepTimeout;
  for (;;) {
    const [mine, others] = [await leftBy(reader, ours), await leftBy(reader, theirs)];
    if (JSON.stringify(mine) === JSON.stringify(others)) return;
    if (Date.now() > deadline) assertSame(scenario, asked, true, [mine, others]);
    await wait(50);
  }
}

/** The request that reads the order which a request changed or created; undefined without one. */
function detailOf({ domain_id, merchant: headers }: Shop, { path }: Asked, { body }: Answer): Asked | undefined {
  const [id] = /ord_\w+/.exec(path) ?? (path.endsWith("/orders") ? (/ord_\w+/.exec(body) ?? []) : []);
  if (!id) return undefined;
  return { method: "GET", path: `/merchant/api/v1/domains/${domain_id}/orders/${id}`, headers };
}

async function leftBy(reader: Server, detail: Asked | undefined) {
  if (!detail) return null;
  const { body } = await ask(reader, detail);
  const order = JSON.parse(body) as { timeline: { type: string }[]; items: unknown[] };
  const happened = order.timeline.map(({ type }) => type).filter((type) => !oneSided.has(type));
  return { ...(shapeOf({ ...order, items: order.items.slice(0, 2) }) as object), timeline: happened.sort() };
}

// The reference records a message when it is queued, not when it is sent or has failed. We authorise the payment before
// the order exists, so its timeline has the authorisation only if the event arrives after the order.
const oneSided = new Set(["notification.sent", "notification.failed", "payment.authorized"]);

const generated = new Set(["id", "email", "created_at", "updated_at", "first_name"]);

function comparable(answer: Answer, { kind }: Scenario) {
  if (kind === "change") {
    return { status: answer.status, type: answer.headers[0], body: shapeOf(JSON.parse(answer.body)) };
  }
  if (kind !== "write") return answer;
  const body = Object.entries(JSON.parse(answer.body) as Record<string, unknown>);
  return {
    status: answer.status,
    type: answer.headers[0],
    body: body.map(([k, v]) => [k, generated.has(k) ? typeof v : v]),
  };
}

// Fields of an order's state are compared by value, all others by type: the two orders are different ones.
const comparedByValue =
  /status|^(type|currency|reason|restocked|success|updated_count|provider|method|awb|shipping_method)$/;

function shapeOf(value: unknown, name = ""): unknown {
  if (Array.isArray(value))
    return name === "items" || name === "lines" || name === "updated_orders"
      ? value.slice(0, 1).map((each) => shapeOf(each))
      : value.map((each) => shapeOf(each));
  if (typeof value === "object" && value !== null)
    return Object.fromEntries(Object.entries(value).map(([key, each]) => [key, shapeOf(each, key)]));
  return comparedByValue.test(name) ? value : typeof value;
}
