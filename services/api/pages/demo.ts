import { spawn } from "node:child_process";
import { readFile } from "node:fs/promises";
import { extname, join } from "node:path";
import { LRUCache } from "lru-cache";
import { notRouted, refuse } from "../errors.ts";
import { caching, documentPage } from "../http/document.ts";
import { answering, type Page, write } from "../http/respond.ts";

const folder = join(import.meta.dirname, "../../../demo");
const built = join(folder, "dist");

// The component library sets inline styles; everything else comes from files of this page.
const pagePolicy =
  "default-src 'none'; script-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' data:; font-src 'self'; connect-src 'self'; frame-ancestors 'none'; base-uri 'none'; form-action 'self'";

const types: Record<string, string> = {
  ".js": "text/javascript; charset=utf-8",
  ".css": "text/css; charset=utf-8",
};

/** In development only: `/demo`, a shopper's account page on the storefront API, built on its first request. */
export const demoPages = {
  "/demo": answering(async (request, response) => {
    await upToDate();
    const headers = { "Content-Type": "text/html; charset=utf-8", "Content-Security-Policy": pagePolicy };
    write(request, response, { status: 200, headers, body: await readFile(join(built, "index.html"), "utf8") });
  }),
  "/demo/assets/:file": answering((request, response) => {
    const file = String(request.$params.params.file);
    const type = types[extname(file)];
    // Only names that the build makes: no path elsewhere. They hold a digest of the content.
    if (!type || !/^[\w-]+\.(js|css)$/.test(file)) refuse(404, notRouted.type, notRouted.message);
    let page = assets.get(file);
    if (!page) {
      page = documentPage(() => readAsset(file), type, { "Cache-Control": caching.asset });
      assets.set(file, page);
    }
    return page(request, response);
  }),
};

const assets = new LRUCache<string, Page>({ max: 10 });

const readAsset = (file: string) =>
  readFile(join(built, "assets", file)).catch(() => refuse(404, notRouted.type, notRouted.message));

let building: Promise<void> | undefined;

// Requests during a build wait for the same build; each request checks whether the sources changed.
function upToDate(): Promise<void> {
  building ??= build().finally(() => {
    building = undefined;
  });
  return building;
}

function build(): Promise<void> {
  const child = spawn(process.execPath, [join(folder, "build.ts")], { stdio: ["ignore", "ignore", "inherit"] });
  return new Promise((resolve, reject) => {
    child.once("error", reject);
    child.once("exit", (code) => (code === 0 ? resolve() : reject(new Error("The demo page could not be built."))));
  });
}
