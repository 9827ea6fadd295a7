import { camel, pascal, words } from "./names.ts";

// What the generator writes. Each of these passes lint, types and its test as it is; what to fill in is what it says.

/** Where an endpoint of a surface differs: fields of its own, and how a test of a shop calls it. */
export const surfaces: Record<string, { fields: string[]; imports: string; ask(path: string): string }> = {
  merchant: {
    fields: [],
    imports: `import { newShop } from "../../support/harness/shop.ts";`,
    ask: (path) => `shop.ask("GET", "/${path}")`,
  },
  apps: {
    fields: [`scope: "read:customers",`],
    imports: `import { newShop } from "../../support/harness/shop.ts";`,
    ask: (path) => `shop.askApp("GET", "/${path}")`,
  },
  storefront: {
    fields: [],
    imports: `import { ask } from "../../support/harness/index.ts";
import { newCustomer, newShop, shopperOf } from "../../support/harness/shop.ts";`,
    ask: (path) => `ask("GET", "/${path}", { as: shopperOf(shop.store, (await newCustomer(shop)).id) })`,
  },
};

export const actionFile = (
  service: string,
  name: string,
) => `import { action } from "../../../mixins/actions/action.ts";
import { params } from "../${service}.schema.ts";

/** Gives ${words(name)} of a store. */
export const ${name} = action("${service}.${name}", params.${name}, async ({ store_id }) => ({ store_id }));
`;

export const paramsLine = (schema: string, name: string) =>
  schema.includes("import * as t from")
    ? `  ${name}: t.object(t.inStore),`
    : `  ${name}: Joi.object({ store_id: Joi.number().integer().required() }),`;

export const contractLine = (contract: string, service: string, name: string) =>
  contract.includes("ActionsOf<")
    ? `${name}: { store_id: number };`
    : `  "${service}.${name}": { params: { store_id: number }; result: { store_id: number } };`;

export const actionSpec = (service: string, name: string) => `import "../../../support/data-dir.ts";
import { expect } from "chai";
import ${service} from "../../../../services/${service}/${service}.service.ts";
import { type Running, startBroker } from "../../../support/broker.ts";

describe("${service}.${name}", () => {
  let broker: Running;
  before(async () => {
    broker = await startBroker(${service});
  });
  after(() => broker.stop());

  it("answers for a store", async () => {
    expect(await broker.call("${service}.${name}", { store_id: 22 })).to.deep.equal({ store_id: 22 });
  });

  it("refuses a store whose id is no number", async () => {
    const call = async () => broker.call("${service}.${name}", { store_id: "none" as never });
    expect(await call().catch((error) => error)).to.include({ code: 400, type: "validation_error" });
  });
});
`;

export interface NewEndpoint {
  surface: string;
  table: string;
  path: string;
  action: string;
  /** Whether answers are declared as shapes. */
  shaped: boolean;
  /** Whether the table has a constant `tag`. */
  tagged: boolean;
}

export function endpointEntry({ surface, table, path, action, shaped, tagged }: NewEndpoint): string {
  const name = camel(path);
  const [shape, answer] = shaped ? shapedAnswer(name) : ["", plainAnswer];
  return `${shape}const ${name} = endpoint({
  id: "${surface}${pascal(path)}",
  method: "GET",
  path: "/${path}",
  ${[tagged ? "tag," : `tag: "${pascal(table)}",`, ...(surfaces[surface]?.fields ?? [])].join("\n  ")}
  summary: "Get ${words(path)}",
  description: "What it answers, in a sentence.",
  action: "${action}",
  input: ({ store }) => ({ store_id: store.store_id }),
  ${answer}
  errors: [],
});
`;
}

const shapedAnswer = (name: string) => [
  `const ${name}Shape = shape<{ store_id: number }>("${pascal(name)}").with({ store_id: count(22, "The store.") });\n\n`,
  `...answers(${name}Shape),`,
];

const plainAnswer = `output: ({ store_id }) => ({ store_id }),
  answerSchema: Joi.object({ store_id: Joi.number().integer().required() }),
  answerExample: { store_id: 22 },`;

export const endpointImports = (shaped: boolean): [name: string, from: string][] =>
  shaped
    ? [
        ["answers", "../shared/answers.ts"],
        ["count", "../shared/fields.ts"],
        ["shape", "../shared/shape.ts"],
      ]
    : [["Joi", "joi"]];

export const endpointSpec = (surface: string, path: string) => `import { expect } from "chai";
${surfaces[surface]?.imports}

describe("${surface}: ${words(path)}", () => {
  it("is answered for the caller's store", async () => {
    const shop = await newShop();
    const { status, body, text } = await ${surfaces[surface]?.ask(path)};
    expect(status, text).to.equal(200);
    expect(body).to.deep.equal({ store_id: shop.store.store_id });
  });
});
`;

export const serviceFile = (service: string) => `import { coreService } from "../../mixins/core-service.ts";
import { get } from "./actions/get.ts";

/** What this service owns, in one sentence. */
export default coreService({
  name: "${service}",
  migrations: [],
  actions: [get],
});
`;

export const schemaFile = (
  service: string,
  typed: boolean,
) => `${typed ? `import * as t from "../../mixins/actions/params.ts";` : `import Joi from "joi";`}

// Parameters of this service's actions, as other services send them. What a client may send is the surfaces' matter.

/** What each action of the ${service} service takes. */
export const params = {
  get: ${typed ? "t.object(t.inStore)" : "Joi.object({ store_id: Joi.number().integer().required() })"},
};
`;

export const contractFile = (service: string, typed: boolean) =>
  typed
    ? `import type { params } from "../${service}/${service}.schema.ts";
import type { ActionsOf } from "./common.ts";

/** Actions of the ${service} service. */
export type ${pascal(service)}Actions = ActionsOf<"${service}", typeof params, { get: { store_id: number } }>;
`
    : `/** Actions of the ${service} service. */
export interface ${pascal(service)}Actions {
  "${service}.get": { params: { store_id: number }; result: { store_id: number } };
}
`;

export const composeEntry = (service: string) => `  ${service}:
    <<: *service
    environment: { <<: *environment, SERVICES: ${service} }
`;
