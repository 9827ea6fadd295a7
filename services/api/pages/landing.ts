import { env } from "../../../config/env.ts";
import type { SurfaceTable } from "../endpoint.ts";
import { readiness } from "../health.ts";
import { type Page, write } from "../http/respond.ts";
import type { WebRequest } from "../http/web-request.ts";
import { type Html, html, wantsHtml } from "./html.ts";
import { headersOf, pageOf, topOf } from "./layout.ts";

interface Place {
  path: string;
  name: string;
  about: string;
}

const places: Place[] = [
  { path: "/docs", name: "API reference", about: "Every endpoint, with examples, to try out in the browser." },
  { path: "/console", name: "Console", about: "Services, workflows, dead letters and webhooks, seen and steered." },
  { path: "/demo", name: "Demo", about: "A shopper's account page, built on this API. Sign in as rahim@example.com." },
  { path: "/dev/mailbox", name: "Mailbox", about: "The mails and messages that development sends nowhere." },
  { path: "/openapi.json", name: "OpenAPI", about: "The document of all surfaces, for generators and tools." },
  { path: "/asyncapi.json", name: "AsyncAPI", about: "The domain events that webhooks deliver." },
];

const about = "A headless commerce back end: customers, orders, fulfilment, stock, payments and loyalty.";

/** `/`: what this is and where everything is, as a page for people and as JSON for programs. */
export function landingPage(surfaces: SurfaceTable[], paths: string[]): Page {
  const here = places.filter(({ path }) => paths.includes(path));
  const known = new Map(here.map(({ path, name }) => [name.toLowerCase().replace(" ", "_"), path]));
  const listed = {
    name: "Seller Orchestra",
    description: about,
    ...Object.fromEntries(known),
    health: "/health/ready",
  };
  const headers = {
    Vary: "Accept",
    Link: '</.well-known/api-catalog>; rel="api-catalog", </openapi.json>; rel="service-desc", </docs>; rel="service-doc"',
  };
  return async (request, response) => {
    if (!wantsHtml(request)) return write(request, response, { status: 200, headers, body: listed });
    const body = bodyOf(surfaces, here, await stateOf(request));
    const sheet = { title: "Seller Orchestra", body };
    write(request, response, { status: 200, headers: { ...headersOf(), ...headers }, body: pageOf(sheet) });
  };
}

async function stateOf({ $ctx }: WebRequest): Promise<Html> {
  const { ready, services } = await readiness($ctx.broker);
  const unavailable = Object.keys(services).filter((name) => services[name] !== "ok");
  if (ready) return html`<a class="state" href="/health/ready">All ${Object.keys(services).length} services answer</a>`;
  return html`<a class="state bad" href="/health/ready">Not ready: ${unavailable.join(", ") || "stopping"}</a>`;
}

const bodyOf = (surfaces: SurfaceTable[], here: Place[], state: Html): Html => html`${topOf("")}
<main>
  <h1>Commerce, without a shop front.</h1>
  <p class="lead">${about} Four REST surfaces on the same data, one language of events, nothing lost and nothing twice.</p>
  <p>${state}</p>
  <h2>Start here</h2>
  <ul class="cards">
    ${here.map(({ path, name, about: text }) => cardOf(path, name, text))}
  </ul>
  <h2>Surfaces</h2>
  <ul class="cards">
    ${surfaces.map(({ name, title, description, prefix }) =>
      cardOf(`/docs/${name}`, title, description, `${prefix.replace(/:(\w+)/g, "{$1}")}/…`),
    )}
  </ul>
  ${env.NODE_ENV === "development" && firstRequest()}
</main>`;

const cardOf = (path: string, name: string, text: string, code?: string): Html =>
  html`<li><a class="card" href="${path}"><strong>${name}</strong><span>${text}</span>${
    code !== undefined && html`<code>${code}</code>`
  }</a></li>`;

const firstRequest = (): Html => html`<h2>A first request</h2>
  <pre tabindex="0">TOKEN=$(npm run -s orchestra -- token merchant)
curl -H "Authorization: Bearer $TOKEN" \\
  'http://${env.HOST}:${env.PORT}/merchant/api/v1/domains/dom_demo/orders?status=processing&limit=3'</pre>`;
