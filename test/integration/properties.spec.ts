import "../support/harness/data.ts";
import { expect } from "chai";
import fc, { type Arbitrary } from "fast-check";
import { surfaces } from "../../services/api/surfaces/index.ts";
import { fill, type Ids, stateOf } from "../support/harness/filled.ts";
import { ask, conformity, type Operation, type Parsed, type Reply, type Sending } from "../support/harness/index.ts";
import { callerOf, isOpen, pathOf, surfaceOf } from "../support/harness/operations.ts";
import { newShop, type Shop } from "../support/harness/shop.ts";
import { broken, valid, wrong } from "../support/properties/from-schema.ts";
import { strictSchemaOf } from "../support/properties/schemas.ts";
import { until } from "../support/until.ts";

/**
 * Requests of each kind per endpoint: fewer over the bus, which carries what the gateway has validated. On failure
 * fast-check prints the seed; PROPERTY_SEED repeats it, or is `random`.
 */
const numRuns = Number(process.env.PROPERTY_RUNS ?? (process.env.TEST_PROFILE === "distributed" ? 25 : 80));
const atOnce = 8;

interface GeneratedRequest {
  path: string;
  sending: Sending;
}

// Query values a schema cannot express: a page that is not too deep, a date that exists.
const queryValues: Record<string, Arbitrary<unknown> | undefined> = {
  page: fc.integer({ min: 1, max: 400 }),
  since: fc.date({ min: new Date(0), max: new Date(4e12), noInvalidDate: true }).map((date) => date.toISOString()),
  date_from: fc.constantFrom("2025-06-01", "2025-06-01T10:00:00Z", "2025-06-01T10:00:00+06:00"),
  date_to: fc.constantFrom("2025-06-01", "2024-02-29"),
  start_date: fc.constantFrom("2025-06-01", "2025-06-01T10:00:00Z"),
  end_date: fc.constantFrom("2025-06-02", "2026-02-28"),
};

// Constraints between fields, which a schema cannot express.
const bodyFixes: Record<string, ((body: Parsed) => Parsed) | undefined> = {
  merchantCancelOrder: ({ refund_amount, ...body }) =>
    body.refund === true && refund_amount !== undefined
      ? { ...body, refund_amount: Math.max(refund_amount, 0.01) }
      : body,
  merchantRefundOrder: ({ items, amount, ...body }) =>
    items ? { ...body, items: numbered(items) } : { ...body, amount: Math.max(amount ?? 1, 0.01) },
  merchantCreateLocation: (body) => withRates({ name: "A", ...body }),
  merchantUpdateLocation: (body) => withRates({ tax_rate: 0.1, ...body }),
  merchantCreateFulfillment: ({ items, ...body }) => ({
    ...body,
    items: numbered(items),
  }),
  storefrontCancelOrder: ({ bank_account_id = "bank_x", ...body }) =>
    body.refund_mode === "bank_transfer" ? { ...body, bank_account_id } : body,
  commerceCreateCustomer: (body) => withBirthday({ email: "somebody@example.com", ...body }),
  commerceUpdateCustomer: (body) => withBirthday({ first_name: "A", ...body }),
  commerceAdjustPoints: ({ adjustment, ...body }) => ({ ...body, adjustment: adjustment || 1 }),
  commerceCalculateTotal: (body) => ({ customer_id: "cust_x", ...body }),
  commercePlaceOrder: ({ shipping_address: _address, scheduled_time: _time, ...body }) => ({
    customer_id: "cust_x",
    ...body,
    shipping_address_id: "addr_x",
  }),
  storefrontLogIn: ({ phone: _phone, ...body }) => ({ email: "somebody@example.com", ...body }),
  storefrontGenerateOtp: ({ phone: _phone, ...body }) => withContact(body),
  storefrontVerifyOtp: ({ phone: _phone, new_password = "quite a long password", ...body }) =>
    withContact(body.otp_action === "reset-password" ? { ...body, new_password } : body),
  merchantUpdateFulfillment: (body) => ({ awb: "1", ...body }),
  merchantSetInventory: ({ on_hand, adjust = 1, ...body }) => ({
    ...body,
    ...(on_hand === undefined ? { adjust } : { on_hand }),
  }),
  merchantUpdatePromotion: ({ type, value, ...body }) => ({
    ...body,
    ...(type === undefined || value === undefined ? { active: true } : { type, value }),
  }),
  merchantBulkUpdateOrders: ({ action, data, ...body }) => {
    const { status = "confirmed", tags = ["a"], note, ...tracking } = data;
    const { notify_customers: _notify, ...fulfilling } = tracking;
    if (action === "update_status")
      return { ...body, action, data: note === undefined ? { status } : { status, note } };
    return { ...body, action, data: action === "fulfill" ? fulfilling : { tags } };
  },
};

// Each item is named once.
const numbered = (items: Parsed[]) => items.map((item, at) => ({ ...item, id: `${at}` }));

// What names of tax classes are, a pattern of names says, which no value is drawn from.
const withRates = ({ tax_rates, ...body }: Parsed): Parsed =>
  tax_rates === undefined ? body : { ...body, tax_rates: { reduced: 0.05 } };

// A birthday must be an existing date.
const withBirthday = (body: Parsed): Parsed => (body.birthday ? { ...body, birthday: "1990-05-15" } : body);

// Phone actions need a phone number, all others an email.
function withContact({ email = "somebody@example.com", ...body }: Parsed): Parsed {
  const contact = String(body.otp_action).endsWith("phone") ? { phone: "01712345678" } : { email };
  return { ...body, ...contact };
}

// No currency of the tests has more than two decimals.
function inCents(value: Parsed): Parsed {
  if (typeof value === "number") return Math.round(value * 100) / 100;
  if (Array.isArray(value)) return value.map(inCents);
  if (typeof value !== "object" || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([name, each]) => [name, inCents(each)]));
}

const unknownIds: Ids = {
  id: "cust_x",
  user_id: "99999999",
  group_id: "grp_x",
  product_id: "item_x",
  promotion_id: "promo_x",
  location_id: "loc_x",
  address_id: "addr_x",
  bank_account_id: "bank_x",
  session_id: "ses_x",
};

// A query repeats a parameter to pass a list; a single value is enough here.
function oneOf(schema: Parsed): Parsed {
  const list = [schema, ...(schema.anyOf ?? [])].find(({ type }: Parsed) => type === "array");
  return list ? list.items : schema;
}

function templateOf(path: string): string {
  return path.replace(/\/$/, "").replace(/:(\w+)/g, "{$1}");
}

describe("every endpoint, with requests generated from its schema", function () {
  this.timeout(120_000);
  let shop: Shop;
  let ids: Ids;
  before(async () => {
    shop = await newShop();
    ids = await fill(shop);
    queryValues.store_id = fc.constant(shop.store.store_id);
    // The one query that names a customer accepts only the caller's own id.
    queryValues.user_id = fc.constant(ids.id);
  });

  function urlOf(operation: Operation, query: Record<string, unknown>, pathIds: Ids = ids): string {
    const path = pathOf(operation, shop, pathIds);
    const pairs = Object.entries(query).map(
      ([name, value]) => `${name}=${encodeURIComponent(wellFormed(String(value)))}`,
    );
    return pairs.length > 0 ? `${path}?${pairs.join("&")}` : path;
  }

  // On the storefront the customer id stays the caller's: another one would be refused first.
  const ownIds = (operation: Operation): Ids => (surfaceOf(operation) === "storefront" ? { id: String(ids.id) } : {});

  const bodySchema = ({ endpoint }: Operation): Parsed => endpoint.bodySchema && strictSchemaOf(endpoint.bodySchema);

  // Query values only; path values name the existing records.
  function queryOf({ endpoint }: Operation): Arbitrary<Record<string, unknown>> {
    const { properties = {}, required = [] } = endpoint.querySchema ? strictSchemaOf(endpoint.querySchema) : {};
    const parameters = Object.entries(properties).filter(([name]) => name !== "cursor");
    const arbitraries = parameters.map(([name, schema]) => [name, queryValues[name] ?? valid(oneOf(schema))]);
    const drawn = fc.record(Object.fromEntries(arbitraries), { requiredKeys: required });
    // A webhook is named together with its store.
    return drawn.map((query) => ("webhook_id" in query ? { store_id: shop.store.store_id, ...query } : query));
  }

  function validRequest(operation: Operation): Arbitrary<GeneratedRequest> {
    const schema = bodySchema(operation);
    const fix = bodyFixes[operation.described.operationId] ?? ((body) => body);
    const body = schema ? valid(schema).map((drawn) => fix(inCents(drawn))) : fc.constant(undefined);
    const pathIdChoices =
      operation.method === "DELETE" ? fc.constant({ ...unknownIds, ...ownIds(operation) }) : fc.constant(ids);
    return fc
      .tuple(queryOf(operation), body, pathIdChoices)
      .map(([query, drawn, pathIds]) => ({ path: urlOf(operation, query, pathIds), sending: { body: drawn } }));
  }

  function brokenRequest(operation: Operation): Arbitrary<GeneratedRequest> {
    const schema = bodySchema(operation);
    const path = urlOf(operation, {});
    const invalidQuery = fc.tuple(
      queryOf(operation),
      fc.constantFrom("page", "limit", "size", "x", "include", "sort", "[]", "a[b]"),
      wrong,
    );
    const choices: Arbitrary<GeneratedRequest>[] = [
      invalidQuery.map(([query, name, value]) => ({
        path: urlOf(operation, { ...query, [name]: textOf(value), x: 1 }),
        sending: {},
      })),
      fc
        .constantFrom(
          "?x=%ZZ",
          "?x=%E0%A4%A",
          "?page=1&page=2&x",
          "?__proto__=1",
          "?__proto__[a]=1",
          "?a[__proto__]=1",
          `${`?${"a=1&".repeat(1_500)}`}`,
          "?x=%00",
          `?x=${"y".repeat(4_000)}`,
        )
        .map((tail) => ({ path: `${path}${tail}`, sending: {} })),
    ];
    if (schema) {
      const validate = conformity().compile(schema);
      choices.push(
        broken(schema)
          .filter((body) => body !== undefined && !validate(JSON.parse(JSON.stringify(body))))
          .map((body) => ({ path, sending: { body } })),
        fc
          .constantFrom("{", '{"a":', "\u0000", "nonsense", '{"a":1}}', "[", "\ufeff{}x", "'")
          .map((raw) => ({ path, sending: { raw, headers: { "Content-Type": "application/json" } } })),
        fc
          .constantFrom(
            "text/plain",
            "application/xml",
            "application/json; charset=nonsense",
            "multipart/form-data",
            "/",
            ";",
          )
          .map((type) => ({ path, sending: { raw: "{}", headers: { "Content-Type": type } } })),
      );
    }
    const invalidHeaders = fc.constantFrom<Record<string, string>>(
      {},
      { "Idempotency-Key": "x".repeat(256) },
      { "X-Request-Id": "a b" },
      { "If-Match": "\"'" },
      { Accept: "nonsense/*;q=x", "Accept-Language": "\u00ff" },
      { "Content-Encoding": "gzip" },
    );
    return fc.tuple(fc.oneof(...choices), invalidHeaders).map(([drawn, headers]) => ({
      ...drawn,
      sending: { ...drawn.sending, headers: { ...drawn.sending.headers, ...headers } },
    }));
  }

  async function assertForAll(
    operation: Operation,
    request: Arbitrary<GeneratedRequest>,
    check: (reply: Reply, drawn: GeneratedRequest) => void,
  ): Promise<void> {
    const several = fc.array(request, { minLength: atOnce, maxLength: atOnce });
    const property = fc.asyncProperty(several, (drawn) =>
      Promise.all(
        drawn.map(async (each) => {
          const { path, sending } = each;
          check(await ask(operation.method, path, { as: callerOf(operation, shop, ids), ...sending }), each);
        }),
      ).then(() => undefined),
    );
    // Token and sign-in requests run a slow hash, so there are fewer of them.
    const share = isOpen(operation) ? 4 : 1;
    await fc.assert(property, { numRuns: Math.ceil(numRuns / atOnce / share), endOnFailure: true });
  }

  // What `fill` began may still be under way. Work that nobody was woken for is found within a second, so the state has to
  // stay the same for longer than that.
  async function stateAtRest(): Promise<unknown[]> {
    let last = "";
    let since = 0;
    return until(async () => {
      const state = await stateOf(shop, ids);
      const now = JSON.stringify(state);
      if (now !== last) [last, since] = [now, performance.now()];
      return performance.now() - since > 1_500 ? state : undefined;
    });
  }

  // Tests are named after the endpoint tables; the running product's OpenAPI document describes each operation.
  const endpoints = surfaces.flatMap(({ prefix, endpoints }) =>
    endpoints.map(({ method, path }) => ({ method, template: templateOf(`${prefix}${path}`) })),
  );
  const operationOf = ({ method, template }: { method: string; template: string }) =>
    conformity().operations.find((each) => each.method === method && each.template === template) as Operation;

  // All of these before those that are accepted: the state that they must leave as it is stays one and the same.
  describe("refuses invalid ones and changes nothing", () => {
    let before: unknown[] | undefined;
    for (const endpoint of endpoints)
      it(`${endpoint.method} ${endpoint.template}`, async () => {
        const operation = operationOf(endpoint);
        before ??= await stateAtRest();
        await assertForAll(operation, brokenRequest(operation), (reply, { sending }) => {
          const sent = JSON.stringify(sending).slice(0, 1_000);
          const label = `${reply.method} ${reply.path} ${sent} → ${reply.status} ${reply.text.slice(0, 300)}`;
          expect(reply.status, label).to.be.within(400, 499);
        });
        const wanted = before;
        const after = await stateOf(shop, ids);
        // What one has changed is told of once.
        before = after;
        expect(after).to.deep.equal(wanted);
      });
  });

  describe("accepts valid ones", () => {
    for (const endpoint of endpoints)
      it(`${endpoint.method} ${endpoint.template}`, async () => {
        const operation = operationOf(endpoint);
        await assertForAll(operation, validRequest(operation), (reply, { sending }) => {
          const label = `${reply.path} ${JSON.stringify(sending.body)} → ${reply.status} ${reply.text.slice(0, 400)}`;
          expect(reply.status, label).to.be.below(500);
          expect(reply.body?.code, label).to.not.equal("validation_error");
        });
      });
  });
});

const textOf = (value: unknown) => (typeof value === "string" ? value : JSON.stringify(value));

// A URL cannot contain a lone surrogate; a body can.
const wellFormed = (text: string) => text.toWellFormed();
