import { readFileSync } from "node:fs";
import { readFile } from "node:fs/promises";
import { join } from "node:path";
// Not the package's main file, which loads the whole viewer.
import absolutePath from "swagger-ui-dist/absolute-path.js";
import type { SurfaceTable } from "../endpoint.ts";
import { documentPage } from "../http/document.ts";
import type { Page } from "../http/respond.ts";
import { hashOf } from "./html.ts";

const assets: Record<string, string> = {
  "swagger-ui.css": "text/css; charset=utf-8",
  "swagger-ui-bundle.js": "text/javascript; charset=utf-8",
  "favicon-32x32.png": "image/png",
};

const folder = absolutePath();
const { version } = JSON.parse(readFileSync(join(folder, "package.json"), "utf8")) as { version: string };
const place = `/docs/assets/${version}`;

/** `/docs/<surface>`: Swagger UI with one surface's document, so that it opens at once. */
export function viewerPages(surfaces: SurfaceTable[], assetCaching: string): Record<string, Page> {
  const asset = (name: string, type: string) =>
    documentPage(() => readFile(join(folder, name)), type, { "Cache-Control": assetCaching });
  return {
    ...Object.fromEntries(surfaces.map((surface) => [`/docs/${surface.name}`, viewerOf(surface)])),
    ...Object.fromEntries(Object.entries(assets).map(([name, type]) => [`${place}/${name}`, asset(name, type)])),
  };
}

function viewerOf(surface: SurfaceTable): Page {
  const script = startOf(surface);
  const policy = `default-src 'none'; script-src 'self' ${hashOf(script)}; style-src 'self' 'unsafe-inline'; img-src 'self' data:; connect-src 'self'; frame-ancestors 'none'; base-uri 'none'`;
  const headers = { "Content-Security-Policy": policy, "Cache-Control": "no-cache" };
  return documentPage(() => pageOf(surface, script), "text/html; charset=utf-8", headers);
}

const pageOf = ({ title, name }: SurfaceTable, script: string) => `<!doctype html>
<html lang="en">
  <head>
    <meta charset="utf-8" />
    <meta name="viewport" content="width=device-width, initial-scale=1" />
    <title>${title} API</title>
    <link rel="icon" href="${place}/favicon-32x32.png" />
    <link rel="preload" href="/openapi/${name}.json" as="fetch" crossorigin />
    <link rel="stylesheet" href="${place}/swagger-ui.css" />
    <style>${style}</style>
  </head>
  <body>
    <nav><a href="/">Seller Orchestra</a> <a href="/docs">All operations</a></nav>
    <main id="reference"></main>
    <script src="${place}/swagger-ui-bundle.js"></script>
    <script>${script}</script>
  </body>
</html>
`;

const startOf = ({ name }: SurfaceTable) => `
if (matchMedia("(prefers-color-scheme: dark)").matches) document.documentElement.classList.add("dark-mode");
window.ui = SwaggerUIBundle({
  url: "/openapi/${name}.json",
  dom_id: "#reference",
  deepLinking: true,
  docExpansion: "none",
  defaultModelsExpandDepth: -1,
  filter: true,
  validatorUrl: null,
});
`;

// The viewer was made for wide screens.
const style = `body { margin: 0; }
html.dark-mode { color-scheme: dark; }
html.dark-mode body { background: #1c2022; }
nav { display: flex; gap: 20px; padding: 14px 20px; font: 15px system-ui, sans-serif; border-bottom: 1px solid #8883; }
nav a { color: #4338ca; text-decoration: none; }
.dark-mode nav a { color: #a5b4fc; }
nav a:first-child { font-weight: 650; }
.swagger-ui .info { margin: 32px 0; }
@media (max-width: 720px) {
  .swagger-ui .wrapper { padding: 0 12px; }
  .swagger-ui .info table { display: block; overflow-x: auto; }
  .swagger-ui .opblock-tag { flex-wrap: wrap; font-size: 18px; }
  .swagger-ui .opblock-tag small { order: 1; flex: 1 0 100%; padding: 4px 0; }
  .swagger-ui .opblock-tag .expand-operation { margin-left: auto; }
  .swagger-ui .filter-container .filter { box-sizing: border-box; max-width: none; width: 100%; }
  .swagger-ui .filter-container .filter .operation-filter-input { box-sizing: border-box; width: 100%; }
  .swagger-ui .parameters, .swagger-ui .parameters tbody, .swagger-ui .parameters tr, .swagger-ui .parameters td { display: block; }
  .swagger-ui .parameters thead { display: none; }
  .swagger-ui .parameters td.parameters-col_name { padding-bottom: 0; }
}
`;
