import { readFile } from "node:fs/promises";
import { join } from "node:path";
import type { SurfaceTable } from "../endpoint.ts";
import { notRouted } from "../errors.ts";
import { caching, documentPage } from "../http/document.ts";
import { type Page, writeFailure } from "../http/respond.ts";
import { openapi } from "../openapi/document.ts";
import { indexOf } from "./docs-index.ts";
import { operationPages } from "./operation.ts";
import { viewerPages } from "./viewer.ts";

const json = "application/json; charset=utf-8";

/**
 * The OpenAPI and AsyncAPI documents, the list of all operations, a page for each of them, and a viewer for each
 * surface.
 */
export function docsPages(surfaces: SurfaceTable[]): Record<string, Page> {
  const documentOf = (tables: SurfaceTable[]) => documentPage(() => JSON.stringify(openapi(tables)), json);
  const operations = Object.fromEntries(surfaces.map((surface) => [surface.name as string, operationPages(surface)]));
  return {
    "/openapi.json": documentOf(surfaces),
    ...Object.fromEntries(surfaces.map((surface) => [`/openapi/${surface.name}.json`, documentOf([surface])])),
    "/asyncapi.json": documentPage(() => readFile(join(import.meta.dirname, "../../../docs/asyncapi.json")), json),
    "/docs": indexOf(surfaces),
    "/docs/:surface/:operation": (request, response) => {
      const { surface, operation } = request.$params.params as Record<"surface" | "operation", string>;
      const page = Object.hasOwn(operations, surface) ? operations[surface]?.[operation] : undefined;
      return page ? page(request, response) : writeFailure(request, response, notRouted);
    },
    ...viewerPages(surfaces, caching.asset),
  };
}
