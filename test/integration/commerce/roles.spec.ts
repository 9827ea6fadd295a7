import { expect } from "chai";
import { ulid } from "ulid";
import { commerceEndpoints } from "../../../services/api/surfaces/commerce/index.ts";
import { matrix, type Permission } from "../../../services/api/surfaces/commerce/roles.ts";
import { signToken } from "../../../services/auth/tokens.ts";
import type { Role, Store } from "../../../services/contracts.ts";
import { type Counter, openCounter } from "../../support/harness/counter.ts";
import { act, ask, type Credential, type Reply } from "../../support/harness/index.ts";
import { newCustomer, staffOf } from "../../support/harness/shop.ts";
import { until } from "../../support/until.ts";

const roles: Role[] = [
  "customer",
  "customer_support",
  "restaurant_manager",
  "tenant_admin",
  "platform_admin",
  "system_admin",
  "super_admin",
];
const prefixes = ["/api/v1/customers", "/v1/commerce/customers"];

describe("commerce: roles", () => {
  let counter: Counter;
  let foreign: Counter;
  /** Another store of the counter's tenant. */
  let sibling: Store;
  let otherId: string;

  before(async () => {
    [counter, foreign] = [await openCounter(), await openCounter()];
    otherId = (await newCustomer(counter.shop)).id;
    const { tenant_id } = counter.shop.store;
    const place = { tenant_id, currency: "USD", country: "US", name: "Sister" };
    sibling = await act("stores.create", { idempotency_key: ulid(), ...place });
  });

  type Endpoint = (typeof commerceEndpoints)[number];

  const permissionOf = ({ permission, id }: Endpoint): Permission =>
    permission ?? expect.fail(`${id} declares no permission`);
  const accessScopeIn = (endpoint: Endpoint, role: Role) =>
    (matrix[permissionOf(endpoint)] as Partial<Record<Role, "own" | "all">>)[role];

  // Only the path is valid: a caller with permission gets 400, one without gets 403.
  const at = (endpoint: Endpoint, as: Credential, customer_id: string, prefix = prefixes[0] ?? ""): Promise<Reply> => {
    const path = endpoint.path.replace(":customer_id", customer_id).replace(/^\/$/, "");
    const body = endpoint.method === "GET" ? undefined : { unknown: true };
    return ask(endpoint.method, `${prefix}${path}`, { as, body });
  };
  const expectAllowed = ({ status, text, method, path }: Reply) =>
    expect(status, `${method} ${path} → ${text}`).to.be.oneOf([200, 400]);
  const expectForbidden = ({ body, method, path }: Reply) =>
    expect(body, `${method} ${path} was allowed`).to.include({ status: 403, code: "forbidden" });
  const expectAccess = (reply: Reply, may: boolean) => (may ? expectAllowed(reply) : expectForbidden(reply));

  for (const endpoint of commerceEndpoints)
    describe(`${endpoint.method} ${endpoint.path}`, () => {
      for (const role of roles) {
        it(`allows a ${role} what the matrix grants, under both prefixes`, async () => {
          const accessScope = accessScopeIn(endpoint, role);
          const sub = role === "customer" ? counter.customer.id : "staff_tests";
          const as = staffOf(counter.shop.store, [role], sub);
          for (const prefix of prefixes) {
            expectAccess(await at(endpoint, as, counter.customer.id, prefix), accessScope !== undefined);
            if (endpoint.owner) expectAccess(await at(endpoint, as, otherId, prefix), accessScope === "all");
          }
        });

        it(`allows a ${role} in another store only within their scope`, async () => {
          const accessScope = accessScopeIn(endpoint, role);
          const as = staffOf(counter.shop.store, [role], role === "customer" ? counter.customer.id : "staff_tests");
          const isPlatform = ["platform_admin", "system_admin", "super_admin"].includes(role);
          const there = (store_id: number) => ({ ...as, "X-Store-Id": String(store_id) });
          const inSibling = await at(endpoint, there(sibling.store_id), counter.customer.id);
          const inForeign = await at(endpoint, there(foreign.shop.store.store_id), counter.customer.id);
          if (accessScope && (isPlatform || role === "tenant_admin")) expectWithoutCustomer(inSibling);
          else expectForbidden(inSibling);
          if (accessScope && isPlatform) expectWithoutCustomer(inForeign);
          else expectForbidden(inForeign);
          expectAccess(
            await at(endpoint, there(counter.shop.store.store_id), counter.customer.id),
            accessScope !== undefined,
          );
        });
      }

      it("refuses callers without a token, with another surface's token or without a role", async () => {
        const { store_id, tenant_id } = counter.shop.store;
        const none = await at(endpoint, {}, counter.customer.id);
        expect(none.body).to.include({ status: 401, code: "invalid_token" });
        const merchants = await at(endpoint, counter.shop.merchant, counter.customer.id);
        expect(merchants.body).to.include({ status: 401, code: "invalid_token" });
        const claims = { sub: "staff_tests", tenant_id, store_id, roles: [] };
        const roleless = { Authorization: `Bearer ${signToken("commerce", claims, 60)}` };
        const { status } = await at(endpoint, roleless, counter.customer.id);
        expect(status).to.be.oneOf([401, 403]);
      });
    });

  // The customer does not exist in this store: lists show others, invalid forms are 400, records are 404.
  function expectWithoutCustomer(reply: Reply): void {
    expect(reply.status, `${reply.method} ${reply.path} → ${reply.text}`).to.be.oneOf([200, 400, 404]);
    expect(reply.text).to.not.contain(`"${counter.customer.id}"`);
    expect(reply.text).to.not.contain(counter.customer.email);
  }

  it("combine to the widest scope among them", async () => {
    const both = staffOf(counter.shop.store, ["customer", "customer_support"], counter.customer.id);
    expect((await ask("GET", `${prefixes[0]}/${otherId}`, { as: both })).status).to.equal(200);
  });

  it("of other systems give nothing, and take nothing from those beside them", async () => {
    const { store_id, tenant_id } = counter.shop.store;
    const { id } = counter.customer;
    const get = async (sub: string, path: string, ...roles: string[]) => {
      const token = signToken("commerce", { sub, tenant_id, store_id, roles: roles as Role[] }, 60);
      return (await ask("GET", `${prefixes[0]}/${path}`, { as: { Authorization: `Bearer ${token}` } })).body;
    };
    expect(await get("staff_tests", id, "emperor")).to.include({ status: 403, code: "forbidden" });
    expect(await get("staff_tests", id, "offline_access", "customer_support")).to.include({ id });
    expect(await get(id, id, "offline_access", "customer")).to.include({ id });
    expect(await get(id, otherId, "offline_access", "customer")).to.include({ status: 403, code: "forbidden" });
  });

  it("reveal whether a store exists only to platform roles", async () => {
    const go = (role: Role, store: string) => {
      const as = { ...staffOf(counter.shop.store, [role]), "X-Store-Id": store };
      return ask("GET", prefixes[0] ?? "", { as });
    };
    expect((await go("super_admin", "999999999")).body).to.include({ status: 404, code: "store_not_found" });
    expect((await go("tenant_admin", "999999999")).body).to.include({ status: 403, code: "forbidden" });
    expect((await go("super_admin", "here")).body).to.include({ status: 400, code: "validation_error" });
    expect((await go("customer_support", "here")).body).to.include({ status: 403, code: "forbidden" });
  });

  it("distinguish customers from staff in the event log", async () => {
    const { id } = counter.customer;
    const actorOf = async (role: Role, sub: string) => {
      const as = staffOf(counter.shop.store, [role], sub);
      const body = { first_name: ulid() };
      expect((await ask("PUT", `${prefixes[0]}/${id}`, { as, body })).status).to.equal(200);
      return until(async () => {
        const { data } = (await counter.shop.ask("GET", `/events?entity_id=${id}&actor_id=${sub}`)).body;
        return data[0]?.actor_type;
      });
    };
    expect(await actorOf("customer", id)).to.equal("customer");
    expect(await actorOf("customer_support", "staff_of_support")).to.equal("staff");
  });
});
