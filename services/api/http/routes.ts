import type { ServerResponse } from "node:http";
import { env } from "../../../config/env.ts";
import type { SurfaceTable } from "../endpoint.ts";
import { notRouted } from "../errors.ts";
import { healthPages } from "../health.ts";
import { hookPages } from "../hooks.ts";
import { catalogPages } from "../pages/catalog.ts";
import { consolePages } from "../pages/console.ts";
import { demoPages } from "../pages/demo.ts";
import { docsPages } from "../pages/docs.ts";
import { landingPage } from "../pages/landing.ts";
import { mailboxPages } from "../pages/mailbox.ts";
import { sandboxPages } from "../pages/sandbox.ts";
import { picturePages } from "../pictures.ts";
import { preflightHeaders } from "./headers.ts";
import { limited } from "./rate-limit.ts";
import { type Page, write, writeFailure } from "./respond.ts";
import { serve } from "./serve.ts";
import type { WebRequest } from "./web-request.ts";

/** A route of moleculer-web. */
export interface Alias {
  method: string;
  path: string;
  /** The path with its surface's prefix; parameters are `:name`. */
  fullPath: string;
  match(url: string): Record<string, string> | false;
  isMethod(method: string): boolean;
  handler: Page;
}

/** The route of a request, and its path parameters. */
export interface Found {
  alias: Alias;
  params: Record<string, string>;
}

const closed = { mappingPolicy: "restrict", bodyParsers: false, mergeParams: false, logging: false };

/** moleculer-web's routes: all surfaces, and the pages beside them. */
export function routesOf(surfaces: SurfaceTable[]) {
  const pages: Record<string, Page> = {
    ...healthPages,
    ...limitedPages({ ...docsPages(surfaces), ...catalogPages(surfaces), ...picturePages, ...consolePages }),
    ...(env.NODE_ENV === "production" ? {} : { ...mailboxPages, ...demoPages, ...sandboxPages }),
  };
  pages["/"] = limited(landingPage(surfaces, Object.keys(pages)));
  const paged = [
    ...Object.entries(pages).map(([path, page]) => [`GET ${path}`, page]),
    ...Object.entries(hookPages).map(([path, page]) => [`POST ${path}`, page]),
  ];
  return [
    ...surfaces.flatMap((surface) =>
      [surface.prefix, ...(surface.alsoAt ?? [])].map((path) => ({
        ...closed,
        // moleculer-web tells routes of the same path apart by their names.
        name: `${surface.name} ${path}`,
        path: path || "/",
        aliases: aliasesOf(surface),
      })),
    ),
    { ...closed, name: "pages", path: "/", aliases: Object.fromEntries(paged) as Record<string, Page> },
  ];
}

const limitedPages = (pages: Record<string, Page>) =>
  Object.fromEntries(Object.entries(pages).map(([path, page]) => [path, limited(page)]));

function aliasesOf(surface: SurfaceTable): Record<string, Page> {
  const aliases = surface.endpoints.map((endpoint) => {
    const page: Page = (request, response) => serve(surface, endpoint, request, response);
    return [`${endpoint.method} ${endpoint.path}`, page];
  });
  return Object.fromEntries(aliases) as Record<string, Page>;
}

/** The route of a request; HEAD is a GET without the body. */
export function findAlias(aliases: Alias[], url: string, method: string): Found | false {
  const wanted = method === "HEAD" ? "GET" : method;
  for (const alias of aliases) {
    if (!alias.isMethod(wanted)) continue;
    const params = alias.match(url);
    if (params) return { alias, params };
  }
  return false;
}

/** Answers a request without a route: a CORS preflight, 405 or 404. */
export function answerNotRouted(aliases: Alias[], request: WebRequest, response: ServerResponse): void {
  const url = (request.originalUrl ?? request.url ?? "/").split("?")[0]?.replace(/(.)\/$/, "$1") ?? "/";
  const methods = methodsOf(aliases, url);
  if (methods.length === 0) {
    writeFailure(request, response, notRouted);
    return;
  }
  const Allow = methods.join(", ");
  if (request.method === "OPTIONS") {
    write(request, response, { status: 204, headers: { ...preflightHeaders(request, methods), Allow } });
    return;
  }
  const error = { code: 405, type: "method_not_allowed", message: `This path takes ${Allow}, not ${request.method}.` };
  writeFailure(request, response, error, { Allow });
}

function methodsOf(aliases: Alias[], url: string): string[] {
  const found = aliases.filter((alias) => alias.match(url)).map(({ method }) => method);
  if (found.length === 0) return [];
  return [...new Set([...found, ...(found.includes("GET") ? ["HEAD"] : []), "OPTIONS"])];
}
