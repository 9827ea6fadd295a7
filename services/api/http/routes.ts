import type { ServerResponse } from "node:http";
import { env } from "../../../config/env.ts";
import { demoPages } from "../demo.ts";
import { docsPages } from "../docs.ts";
import type { SurfaceTable } from "../endpoint.ts";
import { notRouted } from "../errors.ts";
import { healthPages } from "../health.ts";
import { mailboxPages } from "../mailbox.ts";
import { picturePages } from "../pictures.ts";
import { preflightHeaders } from "./headers.ts";
import { type Page, write, writeFailure } from "./respond.ts";
import { serve } from "./serve.ts";
import type { WebRequest } from "./web-request.ts";

/** A route as moleculer-web keeps it. */
export interface Alias {
  method: string;
  path: string;
  /** The path with its surface's prefix, `:name` where a parameter stands. */
  fullPath: string;
  match(url: string): Record<string, string> | false;
  isMethod(method: string): boolean;
  handler: Page;
}

/** A request's route, and the parameters that its path names. */
export interface Found {
  alias: Alias;
  params: Record<string, string>;
}

const closed = { mappingPolicy: "restrict", bodyParsers: false, mergeParams: false, logging: false };

/** moleculer-web's routes of all surfaces, and of the pages beside them. */
export function routesOf(surfaces: SurfaceTable[]) {
  const pages: Record<string, Page> = {
    ...healthPages,
    ...docsPages(surfaces),
    ...picturePages,
    ...(env.NODE_ENV === "production" ? {} : { ...mailboxPages, ...demoPages }),
  };
  const paged = Object.entries(pages).map(([path, page]) => [`GET ${path}`, page]);
  return [
    ...surfaces.flatMap((surface) =>
      [surface.prefix, ...(surface.alsoAt ?? [])].map((path) => ({
        ...closed,
        // Two routes of one path would be one to moleculer-web, but for their names.
        name: `${surface.name} ${path}`,
        path: path || "/",
        aliases: aliasesOf(surface),
      })),
    ),
    { ...closed, name: "pages", path: "/", aliases: Object.fromEntries(paged) as Record<string, Page> },
  ];
}

function aliasesOf(surface: SurfaceTable): Record<string, Page> {
  const aliases = surface.endpoints.map((endpoint) => {
    const page: Page = (request, response) => serve(surface, endpoint, request, response);
    return [`${endpoint.method} ${endpoint.path}`, page];
  });
  return Object.fromEntries(aliases) as Record<string, Page>;
}

/** The route of a request; HEAD is a GET whose body stays away. */
export function findAlias(aliases: Alias[], url: string, method: string): Found | false {
  const wanted = method === "HEAD" ? "GET" : method;
  for (const alias of aliases) {
    if (!alias.isMethod(wanted)) continue;
    const params = alias.match(url);
    if (params) return { alias, params };
  }
  return false;
}

/** Answers what has no route: a browser's preflight, a method that the path does not know, a path that is nowhere. */
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
  const error = { code: 405, type: "method_not_allowed", message: `This path knows ${Allow}.` };
  writeFailure(request, response, error, { Allow });
}

function methodsOf(aliases: Alias[], url: string): string[] {
  const found = aliases.filter((alias) => alias.match(url)).map(({ method }) => method);
  if (found.length === 0) return [];
  return [...new Set([...found, ...(found.includes("GET") ? ["HEAD"] : []), "OPTIONS"])];
}
