import { readFile } from "node:fs/promises";
import { join } from "node:path";
import type { SurfaceTable } from "../endpoint.ts";
import { caching, documentPage } from "../http/document.ts";
import type { Page } from "../http/respond.ts";
import { openapi } from "../openapi/document.ts";
import { indexOf } from "./docs-index.ts";
import { viewerPages } from "./viewer.ts";

const json = "application/json; charset=utf-8";

/** The OpenAPI and AsyncAPI documents, the list of all operations, and a viewer for each surface. */
export function docsPages(surfaces: SurfaceTable[]): Record<string, Page> {
  const documentOf = (tables: SurfaceTable[]) => documentPage(() => JSON.stringify(openapi(tables)), json);
  return {
    "/openapi.json": documentOf(surfaces),
    ...Object.fromEntries(surfaces.map((surface) => [`/openapi/${surface.name}.json`, documentOf([surface])])),
    "/asyncapi.json": documentPage(() => readFile(join(import.meta.dirname, "../../../docs/asyncapi.json")), json),
    "/docs": indexOf(surfaces),
    ...viewerPages(surfaces, caching.asset),
  };
}
