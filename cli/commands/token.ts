import { Command, InvalidArgumentError } from "commander";
import { isError } from "../../mixins/actions/errors.ts";
import {
  roles as allRoles,
  operatorRole,
  type Role,
  type Surface,
  type TokenClaims,
} from "../../services/contracts.ts";
import { useServices } from "./context.ts";
import { explain, list, positive, print, scopes } from "./output.ts";
import { revokeCommand } from "./revoke-tokens.ts";

// The demo's tenants are known, so that its tokens need no database.
const demoTenants: Record<string, string> = {
  dom_demo: "ten_demo",
  dom_other: "ten_other",
  22: "ten_demo",
  23: "ten_other",
};

/** `token merchant|apps|storefront|commerce|ops`: prints a credential of a surface, and nothing else; `token revoke` ends some. */
export function tokenCommand(): Command {
  return new Command("token")
    .description("print a credential of a surface, or revoke those of a user")
    .addCommand(merchantCommand())
    .addCommand(appsCommand())
    .addCommand(storefrontCommand())
    .addCommand(commerceCommand())
    .addCommand(opsCommand())
    .addCommand(revokeCommand());
}

interface Signing {
  expiresIn: number;
}

const signing = (name: string, description: string) =>
  new Command(name).description(description).option("--expires-in <seconds>", "how long it is good", positive, 86_400);

function merchantCommand(): Command {
  return signing("merchant", "a JWT of a merchant's user")
    .option("--domain <ids>", "domain_id; repeat it, or write several with commas (dom_demo)", list)
    .option("--tenant <id>", "tenant_id (the domain's)")
    .option("--sub <id>", "who the user is", "user_demo")
    .action(async (options: Signing & { domain?: string[]; tenant?: string; sub: string }) => {
      const domain_ids = options.domain ?? ["dom_demo"];
      const tenant_id = options.tenant ?? (await tenantOf({ domain_id: String(domain_ids[0]) }));
      await printToken("merchant", { sub: options.sub, tenant_id, domain_ids }, options);
    });
}

function appsCommand(): Command {
  return new Command("apps")
    .description("an access token of an app, good for an hour")
    .option("--store <id>", "store_id", positive, 22)
    .option("--scopes <scopes>", 'such as "read:customers" (all that the app has)', scopes)
    .option("--client <id>", "client_id of the app", "sx_app_demo")
    .action(async (options: { store: number; scopes?: string[]; client: string }) => {
      const request = { client_id: options.client, store_id: options.store, scopes: options.scopes ?? [] };
      print((await useServices(["auth"], (context) => context.call("auth.grantAccessToken", request))).access_token);
    });
}

function storefrontCommand(): Command {
  return signing("storefront", "a JWT of a customer")
    .option("--customer <id>", "cust_… (the one of the store with the most orders)", customerId)
    .option("--store <id>", "store_id", positive, 22)
    .action(async ({ customer, store, ...options }: Signing & { customer?: string; store: number }) => {
      await printToken("storefront", { sub: await customerOf(store, customer), store_id: store }, options);
    });
}

function commerceCommand(): Command {
  return signing("commerce", "a JWT of staff or of a customer")
    .option("--store <id>", "store_id", positive, 22)
    .option(
      "--role <names>",
      "repeat it, or write several with commas (tenant_admin; customer with --customer)",
      knownRoles,
    )
    .option("--customer <id>", "cust_…: who it is (staff_demo; a customer with --role customer)", customerId)
    .option("--tenant <id>", "tenant_id (the store's)")
    .action(async (options: Signing & { store: number; role?: Role[]; customer?: string; tenant?: string }) => {
      const { store: store_id, customer } = options;
      const roles = options.role ?? [customer ? "customer" : "tenant_admin"];
      const tenant_id = options.tenant ?? (await tenantOf({ store_id }));
      const sub = roles.includes("customer") ? await customerOf(store_id, customer) : (customer ?? "staff_demo");
      await printToken("commerce", { sub, tenant_id, store_id, roles }, options);
    });
}

// A gateway passes over a role that it does not know.
function knownRoles(text: string, before?: Role[]): Role[] {
  const names = list(text, before);
  if (names.every((name): name is Role => allRoles.some((role) => role === name))) return names;
  throw new InvalidArgumentError(`Roles are ${allRoles.join(", ")}.`);
}

function opsCommand(): Command {
  return new Command("ops")
    .description("a JWT of an operator")
    .option("--expires-in <seconds>", "how long it is good", positive, 3_600)
    .option("--sub <id>", "who it is, as the event log names them", "operator")
    .action(({ sub, ...options }: Signing & { sub: string }) =>
      printToken("ops", { sub, ops_roles: [operatorRole] }, options),
    );
}

// Verified as the gateway does it, so that a wrong claim is an error here.
async function printToken(surface: Surface, claims: Omit<TokenClaims, "exp">, { expiresIn }: Signing): Promise<void> {
  const { signToken, verifyToken } = await import("../../services/auth/tokens.ts");
  const token = signToken(surface, claims, expiresIn);
  verifyToken(token, surface);
  print(token);
}

// A token of an unknown tenant is allowed: it is useful for tests of a gateway.
async function tenantOf(ref: { domain_id: string } | { store_id: number }): Promise<string> {
  const key = "domain_id" in ref ? ref.domain_id : String(ref.store_id);
  const known = demoTenants[key];
  if (known) return known;
  try {
    return (await useServices(["stores"], (context) => context.call("stores.get", ref))).tenant_id;
  } catch (error) {
    const guess = `ten_${key.replace(/^dom_/, "")}`;
    console.error(`The tenant of ${key} is not known (${explain(error)}); the token says ${guess}.`);
    return guess;
  }
}

// A token of nobody opens what is empty, so a slip of the id or of the store is an error. Without a database nobody knows.
async function customerOf(store_id: number, customer_id: string | undefined): Promise<string> {
  if (customer_id === undefined) return busiestCustomer(store_id);
  await useServices(["customers"], (context) => context.call("customers.exists", { store_id, customer_id })).catch(
    (error) => {
      if (isError(error, "customer_not_found")) throw new Error(`Store ${store_id} has no customer ${customer_id}.`);
      console.error(`Whether store ${store_id} has the customer ${customer_id} is not known (${explain(error)}).`);
    },
  );
  return customer_id;
}

async function busiestCustomer(store_id: number): Promise<string> {
  const sort = { by: "total_orders", order: "desc" } as const;
  const { items } = await useServices(["customers"], (context) =>
    context.call("customers.search", { store_id, filter: { without_guests: true }, sort, page: 1, limit: 1 }),
  );
  const [customer] = items;
  if (!customer) throw new Error(`Store ${store_id} has no customers: name one by --customer, or seed some.`);
  return customer.id;
}

function customerId(text: string): string {
  if (!text.startsWith("cust_")) throw new InvalidArgumentError("It must be the id of a customer: cust_…");
  return text;
}
