import type { SurfaceTable } from "../endpoint.ts";
import { documentPage } from "../http/document.ts";
import type { Page } from "../http/respond.ts";
import { openapi } from "../openapi/document.ts";
import type { Json } from "../openapi/json-schema.ts";
import { type Html, html } from "./html.ts";
import { headersOf, pageOf, topOf } from "./layout.ts";
import { proseOf, SchemaView } from "./schema-view.ts";

interface Media {
  schema: Json;
  example?: unknown;
}

interface Parameter {
  name: string;
  in: "path" | "query" | "header";
  required: boolean;
  description?: string;
  schema: Json & { examples?: unknown[] };
  example?: unknown;
}

/** An operation of an OpenAPI document, as far as its page shows it. */
interface Operation {
  operationId: string;
  tags: string[];
  summary: string;
  description?: string;
  security: Record<string, string[]>[];
  parameters: Parameter[];
  requestBody?: { content: Record<string, Media> };
  responses: Record<string, { description: string; content?: Record<string, Media> }>;
}

/** The pages of a surface's operations by id: parameters, body, answer and errors, written by the gateway. */
export function operationPages(surface: SurfaceTable): Record<string, Page> {
  let document: Json | undefined;
  const { "Content-Type": type, ...headers } = headersOf();
  const pages = surface.endpoints.map(({ id }): [string, Page] => [
    id,
    documentPage(
      () => {
        document ??= openapi([surface]);
        return pageOf(sheetOf(surface, document, id));
      },
      type,
      { ...headers, "Cache-Control": "no-cache" },
    ),
  ]);
  return Object.fromEntries(pages);
}

function sheetOf(surface: SurfaceTable, document: Json, id: string) {
  const paths = document.paths as Record<string, Record<string, Operation>>;
  for (const [path, operations] of Object.entries(paths))
    for (const [method, operation] of Object.entries(operations))
      if (operation.operationId === id) {
        const view = new SchemaView(document);
        const { schemes } = surface.securityScheme;
        const credential = credentialsOf(operation.security, schemes as Record<string, { description: string }>);
        const viewer = `/docs/${surface.name}#/${encodeURIComponent(operation.tags[0] ?? "")}/${id}`;
        const line = html`<p>${credential} <a href="${viewer}">Try it out</a></p>`;
        return { title: operation.summary, body: bodyOf(surface, line, path, method.toUpperCase(), operation, view) };
      }
  throw new Error(`No operation is called ${id}.`);
}

function bodyOf(
  surface: SurfaceTable,
  line: Html,
  path: string,
  method: string,
  operation: Operation,
  view: SchemaView,
): Html {
  const { summary, description, responses } = operation;
  const all = Object.entries(responses);
  const done = all.filter(([status]) => status < "400");
  return html`${topOf("API reference")}
<main>
  <p><a href="/docs#${surface.name}">${surface.title}</a></p>
  <h1>${summary}</h1>
  <p class="path"><b class="method ${method.toLowerCase()}">${method}</b> <code>${path}</code></p>
  ${description && html`<p class="lead">${proseOf(description)}</p>`}
  ${line}
  <pre tabindex="0">${sampleOf(path, method, operation)}</pre>
  ${parametersOf(operation.parameters, view)}
  ${Object.entries(operation.requestBody?.content ?? {}).map(([type, media]) => mediaOf("Body", type, media, view))}
  ${done.map(([status, { content = {} }]) => answerOf(status, content, view))}
  <h2>Errors</h2>
  <ul class="fields">
    ${all.filter(([status]) => status >= "400").map(([status, { description: about }]) => errorsOf(status, about))}
  </ul>
</main>`;
}

function credentialsOf(security: Operation["security"], schemes: Record<string, { description: string }>): Html {
  if (security.length === 0) return html`No credential is needed.`;
  const ways = security.map((way) =>
    Object.entries(way).map(([name, scopes]) => {
      const about = schemes[name]?.description.replace(/\.$/, "") ?? "";
      return html`<code>${name}</code> (${proseOf(about)}${scopes.length > 0 && html`, with <code>${scopes.join(" ")}</code>`})`;
    }),
  );
  return html`Credential: ${joined(
    ways.map((way) => joined(way, " and ")),
    ", or ",
  )}.`;
}

const joined = (parts: Html[], by: string): Html =>
  html`${parts.flatMap((part, at) => (at > 0 ? [html`${by}`, part] : [part]))}`;

function parametersOf(parameters: Parameter[], view: SchemaView): Html {
  if (parameters.length === 0) return html``;
  return html`<h2>Parameters</h2>
  <ul class="fields">
    ${parameters.map(
      ({ name, in: place, required, description, schema, example = schema.examples?.[0] }) =>
        html`<li><code>${name}</code> <small>${place}, ${view.typeOf(schema)}${required && html` · <b>required</b>`}</small>
        <p>${proseOf(description ?? "")} ${example !== undefined && html`Such as <code>${String(example)}</code>.`}</p></li>`,
    )}
  </ul>`;
}

const answerOf = (status: string, content: Record<string, Media>, view: SchemaView): Html =>
  Object.keys(content).length === 0
    ? html`<h2>Answer ${status}</h2><p>Without a body.</p>`
    : html`${Object.entries(content).map(([type, media]) => mediaOf(`Answer ${status}`, type, media, view))}`;

const mediaOf = (title: string, type: string, { schema, example }: Media, view: SchemaView): Html =>
  html`<h2>${title} <small>${type}</small></h2>
  ${view.fields(schema)}
  ${example !== undefined && html`<pre tabindex="0">${typeof example === "string" ? example : JSON.stringify(example, null, 2)}</pre>`}`;

// As `openapi/responses.ts` writes them: a paragraph for each code.
const errorsOf = (status: string, about: string): Html =>
  html`<li><code>${status}</code> ${about.split("\n\n").map((line) => html`<p>${proseOf(line)}</p>`)}</li>`;

const bearer = "Authorization: Bearer $TOKEN";

/** The request by curl, with the examples of what must be there. */
function sampleOf(path: string, method: string, { parameters, requestBody, security }: Operation): string {
  const needed = parameters.filter(({ required }) => required);
  const at = needed.reduce((url, { name, example }) => url.replace(`{${name}}`, String(example)), path);
  const query = needed.filter((each) => each.in === "query").map(({ name, example }) => `${name}=${example}`);
  const headers = needed.filter((each) => each.in === "header").map(({ name, example }) => `${name}: ${example}`);
  if (security.length > 0) headers.unshift(bearer);
  const [[type, media] = []] = Object.entries(requestBody?.content ?? {});
  if (type === "application/json") headers.push("Content-Type: application/json");
  const body = type === "application/json" && media?.example !== undefined ? [`-d '${inQuotes(media.example)}'`] : [];
  const parts = [...headers.map((header) => `-H ${header === bearer ? `"${header}"` : `'${header}'`}`), ...body];
  const url = `"$URL${at}${query.length > 0 ? `?${query.join("&")}` : ""}"`;
  return [`curl${method === "GET" ? "" : ` -X ${method}`} ${url}`, ...parts].join(" \\\n  ");
}

const inQuotes = (example: unknown) => JSON.stringify(example).replaceAll("'", `'\\''`);
