import { type Html, hashOf, html, Html as Safe } from "./html.ts";
import { style } from "./style.ts";

/** A page of the gateway: what it is called, what is in it, and a script of its own. */
export interface Sheet {
  title: string;
  body: Html;
  script?: string;
}

const icon =
  "data:image/svg+xml,%3Csvg xmlns='http://www.w3.org/2000/svg' viewBox='0 0 32 32'%3E%3Crect width='32' height='32' rx='8' fill='%234f46e5'/%3E%3Cpath d='M8 21h16M8 16h11M8 11h16' stroke='white' stroke-width='3' stroke-linecap='round'/%3E%3C/svg%3E";

/** The whole text of a page: nothing in it comes from elsewhere. */
export const pageOf = ({ title, body, script }: Sheet): string =>
  html`<!doctype html>
<html lang="en">
  <head>
    <meta charset="utf-8" />
    <meta name="viewport" content="width=device-width, initial-scale=1" />
    <meta name="color-scheme" content="light dark" />
    <title>${title}</title>
    <link rel="icon" href="${icon}" />
    <style>${new Safe(style)}</style>
  </head>
  <body>
    ${body}
    ${script !== undefined && html`<script>${new Safe(script)}</script>`}
  </body>
</html>
`.text;

/** The headers of such a page: its own style and script, and what `allowed` adds. */
export const headersOf = (script?: string, allowed = "") => ({
  "Content-Type": "text/html; charset=utf-8",
  "Content-Security-Policy": `default-src 'none'; style-src ${hashOf(style)}; img-src data:; ${
    script === undefined ? "" : `script-src ${hashOf(script)}; `
  }${allowed}form-action 'self'; frame-ancestors 'none'; base-uri 'none'`,
});

/** The line at the top of every page. */
export const topOf = (here: string): Html => html`<header class="top">
  <a class="brand" href="/"><span class="mark" aria-hidden="true"></span>Seller Orchestra</a>
  <span class="here">${here}</span>
</header>`;
