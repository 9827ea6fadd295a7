import type { Schema } from "ts-json-schema-generator";
import type { EventCatalog, EventDescription } from "./catalog.ts";

const ulid = "01JD8X7V5N3QK4M2R6T9W1Y0ZA";

// Values by the field's name; any other text has the field's name as its value.
const known: Record<string, unknown> = {
  id: `evt_${ulid}`,
  store_id: 22,
  tenant_id: "ten_demo",
  occurred_at: "2026-11-21T09:30:00.000Z",
  request_id: "3f1c2f0e-7f0a-4f55-9c0e-0d4b6a1d2c3e",
  order_id: `ord_${ulid}`,
  customer_id: `cust_${ulid}`,
  fulfillment_id: `ful_${ulid}`,
  reference: `ord_${ulid}`,
  currency: "USD",
  amount: 2474,
  grand_total: 2474,
  actor: { type: "merchant", id: "user_7" },
  changed: ["first_name", "email"],
  sku: "TEE-BLK-M",
};

const prefixes: Record<string, string> = {
  store: "dom",
  app: "sx_app",
  customer: "cust",
  customer_group: "grp",
  order: "ord",
  fulfillment: "ful",
  payment: "pay",
  refund: "ref",
  stock: "ord",
  product: "item",
  promotion: "promo",
  location: "loc",
};

/** An example of an event, made from its schema. */
export function exampleOf(catalog: EventCatalog, event: EventDescription): Record<string, unknown> {
  const { id, ...rest } = sampleOf(catalog, catalog.envelope, "") as Record<string, unknown>;
  const [type = "", happened] = event.name.split(".");
  const aggregate = { type, id: `${prefixes[type] ?? type}_${ulid}`, version: happened === "created" ? 1 : 3 };
  const data = sampleOf(catalog, event.data, "data") as Record<string, unknown>;
  if ("before" in data && happened === "created") data.before = null;
  if ("after" in data && happened === "deleted") data.after = null;
  return { id, name: event.name, ...rest, aggregate, data };
}

function sampleOf(catalog: EventCatalog, schema: Schema, name: string): unknown {
  if (schema.$ref) return sampleOf(catalog, catalog.definitions[nameOf(schema.$ref)] ?? {}, name);
  if (schema.enum) return schema.enum[0];
  if (schema.const !== undefined) return schema.const;
  if (known[name] !== undefined) return known[name];
  const choices = (schema.anyOf ?? schema.allOf) as Schema[] | undefined;
  if (choices) return sampleOf(catalog, choices[0] ?? {}, name);
  switch (Array.isArray(schema.type) ? schema.type[0] : schema.type) {
    case "object":
      return objectOf(catalog, schema);
    case "array":
      return [sampleOf(catalog, schema.items as Schema, name)];
    case "number":
    case "integer":
      return 1;
    case "boolean":
      return true;
    default:
      return name || "…";
  }
}

function objectOf(catalog: EventCatalog, schema: Schema): Record<string, unknown> {
  const properties = Object.entries((schema.properties ?? {}) as Record<string, Schema>);
  return Object.fromEntries(properties.map(([name, each]) => [name, sampleOf(catalog, each, name)]));
}

/** The name of the schema that a `$ref` refers to. */
export const nameOf = (reference: string) => decodeURIComponent(reference.split("/").at(-1) ?? "");
