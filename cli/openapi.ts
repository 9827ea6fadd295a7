import { openapi } from "../services/api/openapi/document.ts";
import type { PublishedEvents } from "../services/api/openapi/webhooks.ts";
import { surfaces } from "../services/api/surfaces/index.ts";
import { asJson, writeDocuments } from "./documents.ts";
import { asyncapi } from "./events/asyncapi.ts";
import { readEvents } from "./events/catalog.ts";

// `npm run openapi` writes the documents; with `--check` it only checks that the committed ones are up to date. Webhooks are
// made from the events' types, whether or not `npm run events` was run after they changed.
const events = JSON.parse(asJson(asyncapi(readEvents()))) as PublishedEvents;
const documentOf = (tables: typeof surfaces) => asJson(openapi(tables, () => events));
writeDocuments("npm run openapi", [
  ["openapi/openapi.json", documentOf(surfaces)],
  ...surfaces.map((surface) => [`openapi/${surface.name}.json`, documentOf([surface])] as const),
]);
