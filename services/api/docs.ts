import { createReadStream } from "node:fs";
import { join } from "node:path";
// Not the package's main file, which loads the whole viewer.
import absolutePath from "swagger-ui-dist/absolute-path.js";
import type { SurfaceTable } from "./endpoint.ts";
import { type Page, startStream, write } from "./http/respond.ts";
import { openapi } from "./openapi/document.ts";

const assets: Record<string, string> = {
  "swagger-ui.css": "text/css; charset=utf-8",
  "swagger-ui-bundle.js": "text/javascript; charset=utf-8",
  "swagger-ui-standalone-preset.js": "text/javascript; charset=utf-8",
  "favicon-32x32.png": "image/png",
};

// Scripts are files of this server, so that none has to be allowed inline.
const pagePolicy =
  "default-src 'none'; script-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' data:; connect-src 'self'; frame-ancestors 'none'; base-uri 'none'";

/** The OpenAPI documents, and the pages of their viewer. */
export function docsPages(surfaces: SurfaceTable[]) {
  const documents = new Map<string, string>();
  const documentOf = (name: string, tables: SurfaceTable[]) => {
    if (!documents.has(name)) documents.set(name, JSON.stringify(openapi(tables)));
    return documents.get(name) as string;
  };
  const json =
    (name: string, tables: SurfaceTable[]): Page =>
    (request, response) =>
      write(request, response, { status: 200, body: documentOf(name, tables) });
  return {
    "/openapi.json": json("all", surfaces),
    ...Object.fromEntries(surfaces.map((surface) => [`/openapi/${surface.name}.json`, json(surface.name, [surface])])),
    "/docs": text(page, "text/html; charset=utf-8"),
    "/docs/start.js": text(startScript(surfaces), "text/javascript; charset=utf-8"),
    "/docs/page.css": text(style, "text/css; charset=utf-8"),
    ...Object.fromEntries(Object.keys(assets).map((name) => [`/docs/${name}`, asset(name)])),
  };
}

function text(body: string, type: string): Page {
  const headers = { "Content-Type": type, "Content-Security-Policy": pagePolicy };
  return (request, response) => write(request, response, { status: 200, headers, body });
}

const asset =
  (name: string): Page =>
  (request, response) => {
    startStream(request, response);
    response.setHeader("Content-Type", assets[name] as string);
    response.setHeader("Cache-Control", "public, max-age=86400");
    createReadStream(join(absolutePath(), name))
      .on("error", () => response.destroy())
      .pipe(response);
  };

const page = `<!doctype html>
<html lang="en">
  <head>
    <meta charset="utf-8" />
    <meta name="viewport" content="width=device-width, initial-scale=1" />
    <title>Seller Orchestra API</title>
    <link rel="icon" href="/docs/favicon-32x32.png" />
    <link rel="stylesheet" href="/docs/swagger-ui.css" />
    <link rel="stylesheet" href="/docs/page.css" />
  </head>
  <body>
    <main id="reference"></main>
    <script src="/docs/swagger-ui-bundle.js"></script>
    <script src="/docs/swagger-ui-standalone-preset.js"></script>
    <script src="/docs/start.js"></script>
  </body>
</html>
`;

// The viewer was made for wide screens.
const style = `body { margin: 0; }
.swagger-ui .topbar .link { display: none; }
.swagger-ui .info { margin: 32px 0; }
@media (max-width: 720px) {
  .swagger-ui .wrapper { padding: 0 12px; }
  .swagger-ui .opblock-tag { flex-wrap: wrap; font-size: 18px; }
  .swagger-ui .opblock-tag small { order: 1; flex: 1 0 100%; padding: 4px 0; }
  .swagger-ui .opblock-tag .expand-operation { margin-left: auto; }
  .swagger-ui .filter-container .filter { box-sizing: border-box; max-width: none; width: 100%; }
  .swagger-ui .filter-container .filter .operation-filter-input { box-sizing: border-box; width: 100%; }
  .swagger-ui .topbar .select-label span { display: none; }
  .swagger-ui .parameters, .swagger-ui .parameters tbody, .swagger-ui .parameters tr, .swagger-ui .parameters td { display: block; }
  .swagger-ui .parameters thead { display: none; }
  .swagger-ui .parameters td.parameters-col_name { padding-bottom: 0; }
}
`;

function startScript(surfaces: SurfaceTable[]): string {
  const urls = [
    { name: "All surfaces", url: "/openapi.json" },
    ...surfaces.map(({ name, title }) => ({ name: title, url: `/openapi/${name}.json` })),
  ];
  return `window.ui = SwaggerUIBundle({
  urls: ${JSON.stringify(urls)},
  dom_id: "#reference",
  deepLinking: true,
  filter: true,
  validatorUrl: null,
  presets: [SwaggerUIBundle.presets.apis, SwaggerUIStandalonePreset],
  layout: "StandaloneLayout",
});
`;
}
