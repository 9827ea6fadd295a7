import type { Endpoint, SurfaceTable } from "../endpoint.ts";
import { documentPage } from "../http/document.ts";
import type { Page } from "../http/respond.ts";
import { type Html, html } from "./html.ts";
import { headersOf, pageOf, topOf } from "./layout.ts";

// Shows the operations that have every word of the search, in the groups that have any.
const script = `
const groups = [...document.querySelectorAll(".group")];
document.querySelector("input").addEventListener("input", ({ target }) => {
  const words = target.value.toLowerCase().split(/\\s+/).filter(Boolean);
  for (const group of groups) {
    let shown = 0;
    for (const row of group.querySelectorAll("li")) {
      const text = row.textContent.toLowerCase();
      row.hidden = !words.every((word) => text.includes(word));
      if (!row.hidden) shown++;
    }
    group.hidden = shown === 0;
    group.open = words.length > 0 ? shown > 0 : group.dataset.open === "true";
  }
});
`;

/** `/docs`: every operation of every surface on one light page; each leads to its own. */
export function indexOf(surfaces: SurfaceTable[]): Page {
  const sheet = () => ({ title: "API reference", body: bodyOf(surfaces), script });
  const { "Content-Type": type, ...headers } = headersOf(script);
  return documentPage(() => pageOf(sheet()), type, { ...headers, "Cache-Control": "no-cache" });
}

const bodyOf = (surfaces: SurfaceTable[]): Html => html`${topOf("API reference")}
<main>
  <h1>API reference</h1>
  <p class="lead">
    ${surfaces.flatMap(({ endpoints }) => endpoints).length} operations on ${surfaces.length} surfaces. Documents:
    <a href="/openapi.json">OpenAPI 3.1</a> of all,
    ${surfaces.map(({ name, title }) => html`<a href="/openapi/${name}.json">${title}</a>,`)}
    and <a href="/asyncapi.json">AsyncAPI 3.0</a> of the events.
  </p>
  <p><input class="find" type="search" aria-label="Find an operation" placeholder="Find an operation, such as: cancel order" /></p>
  ${surfaces.map(surfaceOf)}
</main>`;

function surfaceOf(surface: SurfaceTable): Html {
  const groups = Object.entries(Object.groupBy(surface.endpoints, ({ tag }) => tag)) as [string, Endpoint[]][];
  return html`<h2 id="${surface.name}">${surface.title}</h2>
  <p class="lead">${surface.description} <a href="/docs/${surface.name}">Try it out</a></p>
  ${groups.map(([tag, endpoints]) => groupOf(surface, tag, endpoints))}`;
}

const groupOf = (surface: SurfaceTable, tag: string, endpoints: Endpoint[]): Html => html`<details class="group">
    <summary>${tag} <small>${endpoints.length}</small></summary>
    <ul class="operations">
      ${endpoints.map(({ id, method, path, summary }) => {
        const whole = `${surface.prefix}${path}`.replace(/(.)\/$/, "$1").replace(/:(\w+)/g, "{$1}");
        return html`<li><a href="/docs/${surface.name}/${id}">
          <b class="method ${method.toLowerCase()}">${method}</b><code>${whole}</code><span>${summary}</span></a></li>`;
      })}
    </ul>
  </details>`;
