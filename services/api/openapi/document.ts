import type { SurfaceTable } from "../endpoint.ts";
import { guide } from "./guide.ts";
import { componentHeaders } from "./headers.ts";
import { join, type Part } from "./join.ts";
import { type Json, Schemas } from "./json-schema.ts";
import { operationOf, tagOf } from "./operation.ts";
import { type PublishedEvents, publishedEvents, webhookParameters, webhooksOf } from "./webhooks.ts";

/** The OpenAPI 3.1 document of some surfaces, made from their tables of endpoints and, for webhooks, the events. */
export function openapi(surfaces: SurfaceTable[], readEvents: () => PublishedEvents = publishedEvents): Json {
  const parts = surfaces.map((surface) => partOf(surface, surfaces.length === 1, readEvents));
  const [only] = parts;
  const single = parts.length === 1 && only ? only : undefined;
  const { paths, webhooks, schemas } = single ?? join(parts);
  const hasWebhooks = Object.keys(webhooks).length > 0;
  const about =
    single?.surface.description ?? "Customers, orders and all that follows, over four surfaces on the same data.";
  return {
    openapi: "3.1.0",
    info: {
      title: single ? `Seller Orchestra: ${single.surface.title}` : "Seller Orchestra",
      version: "1.0.0",
      summary: about,
      description: guide,
      contact: { name: "Seller Orchestra" },
      // As in package.json.
      license: { name: "UNLICENSED", identifier: "LicenseRef-UNLICENSED" },
    },
    servers: [{ url: "/", description: "Where this document is served." }],
    tags: surfaces.flatMap(tagsOf),
    paths,
    ...(hasWebhooks ? { webhooks } : {}),
    components: {
      securitySchemes: Object.assign({}, ...surfaces.map(({ securityScheme }) => securityScheme.schemes)),
      ...(hasWebhooks ? { parameters: webhookParameters } : {}),
      headers: componentHeaders,
      schemas: Object.fromEntries(Object.entries(schemas).sort(([one], [other]) => one.localeCompare(other))),
    },
  };
}

function tagsOf(surface: SurfaceTable): Json[] {
  const names = [...new Set(surface.endpoints.map(({ tag }) => tag))];
  return names.map((name) => ({
    name: tagOf(surface, name),
    description: surface.description,
  }));
}

function partOf(surface: SurfaceTable, isAlone: boolean, readEvents: () => PublishedEvents): Part {
  const schemas = new Schemas(isAlone);
  const paths: Record<string, Json> = {};
  for (const endpoint of surface.endpoints) {
    const path = `${surface.prefix}${endpoint.path}`.replace(/(.)\/$/, "$1").replace(/:(\w+)/g, "{$1}");
    paths[path] = {
      ...paths[path],
      [endpoint.method.toLowerCase()]: operationOf(surface, endpoint, path, schemas),
    };
  }
  const events = webhooksOf(surface, readEvents);
  for (const [name, schema] of Object.entries(events.schemas)) schemas.add(name, schema);
  return { surface, paths, webhooks: events.webhooks, schemas: schemas.byName };
}
