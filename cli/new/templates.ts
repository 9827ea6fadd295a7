import { camel, pascal, words } from "./names.ts";

// Texts of the files that the generator writes. Each passes lint, types and its test before it is filled in.

// Assembled, not written out: checks of the sources would read it as an import of this file.
const importLine = (what: string, from: string) => `import ${what} from "${from}";`;

export const reexportLine = (from: string) => `export type * from "${from}";`;

/** How the endpoints of a surface differ: additional fields, and the call in a test. */
export const surfaces: Record<string, { fields: string[]; imports: string; ask(path: string): string }> = {
  merchant: {
    fields: [],
    imports: importLine("{ newShop }", "../../support/harness/shop.ts"),
    ask: (path) => `shop.ask("GET", "/${path}")`,
  },
  apps: {
    fields: [`scope: "read:customers",`],
    imports: importLine("{ newShop }", "../../support/harness/shop.ts"),
    ask: (path) => `shop.askApp("GET", "/${path}")`,
  },
  storefront: {
    fields: [],
    imports: `${importLine("{ ask }", "../../support/harness/index.ts")}
${importLine("{ newCustomer, newShop, shopperOf }", "../../support/harness/shop.ts")}`,
    ask: (path) => `ask("GET", "/${path}", { as: shopperOf(shop.store, (await newCustomer(shop)).id) })`,
  },
};

export const actionFile = (
  service: string,
  name: string,
) => `${importLine("{ action }", "../../../mixins/actions/action.ts")}
${importLine("{ params }", `../${service}.schema.ts`)}

/** Returns ${words(name)} of a store. */
export const ${name} = action("${service}.${name}", params.${name}, async ({ store_id }) => ({ store_id }));
`;

export const paramsLine = (name: string) => `  ${name}: t.object(t.inStore),`;

export const resultLine = (name: string) => `${name}: { store_id: number };`;

export const actionSpec = (service: string, name: string) => `import { expect } from "chai";
${importLine(service, `../../../../services/${service}/${service}.service.ts`)}
${importLine("{ type Running, startBroker }", "../../../support/broker.ts")}

describe("${service}.${name}", () => {
  let broker: Running;
  before(async () => {
    broker = await startBroker(${service});
  });
  after(() => broker.stop());

  it("returns the store", async () => {
    expect(await broker.call("${service}.${name}", { store_id: 22 })).to.deep.equal({ store_id: 22 });
  });

  it("refuses a store id that is no number", async () => {
    const call = async () => broker.call("${service}.${name}", { store_id: "none" as never });
    expect(await call().catch((error) => error)).to.include({ code: 400, type: "validation_error" });
  });
});
`;

interface NewEndpoint {
  surface: string;
  table: string;
  path: string;
  action: string;
  /** True when the table has a constant `tag`. */
  tagged: boolean;
}

export function endpointEntry({ surface, table, path, action, tagged }: NewEndpoint): string {
  const name = camel(path);
  const shape = `shape<{ store_id: number }>("${pascal(name)}").with({ store_id: count(22, "The store.") })`;
  return `const ${name}Shape = ${shape};

const ${name} = endpoint({
  id: "${surface}${pascal(path)}",
  method: "GET",
  path: "/${path}",
  ${[tagged ? "tag," : `tag: "${pascal(table)}",`, ...(surfaces[surface]?.fields ?? [])].join("\n  ")}
  summary: "Get ${words(path)}",
  description: "What it answers, in a sentence.",
  action: "${action}",
  input: ({ store }) => ({ store_id: store.store_id }),
  ...answers(${name}Shape),
  errors: [],
});
`;
}

/** What an endpoint imports, and from where. */
export const endpointImports = {
  answers: "../shared/answers.ts",
  count: "../shared/fields.ts",
  shape: "../shared/shape.ts",
};

export const endpointSpec = (surface: string, path: string) => `import { expect } from "chai";
${surfaces[surface]?.imports}

describe("${surface}: ${words(path)}", () => {
  it("returns the caller's store", async () => {
    const shop = await newShop();
    const { status, body, text } = await ${surfaces[surface]?.ask(path)};
    expect(status, text).to.equal(200);
    expect(body).to.deep.equal({ store_id: shop.store.store_id });
  });
});
`;

export const serviceFile = (service: string) => `${importLine("{ coreService }", "../../mixins/core-service.ts")}
${importLine("{ get }", "./actions/get.ts")}

/** What this service owns, in one sentence. */
export default coreService({
  name: "${service}",
  migrations: [],
  actions: [get],
});
`;

export const schemaFile = (service: string) => `${importLine("* as t", "../../mixins/actions/params.ts")}

/** Parameters of the ${service} service's actions, as other services send them; surfaces check what clients send. */
export const params = {
  get: t.object(t.inStore),
};
`;

export const contractFile = (service: string) => `${importLine("type { params }", `../${service}/${service}.schema.ts`)}
${importLine("type { ActionsOf }", "./common.ts")}

/** Actions of the ${service} service. */
export type ${pascal(service)}Actions = ActionsOf<"${service}", typeof params, { get: { store_id: number } }>;
`;

export const composeEntry = (service: string) => `  ${service}:
    <<: *service
    environment: { <<: *environment, SERVICES: ${service} }
`;
