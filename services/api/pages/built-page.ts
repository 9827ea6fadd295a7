import { spawn } from "node:child_process";
import { existsSync } from "node:fs";
import { readFile } from "node:fs/promises";
import { extname, join } from "node:path";
import { LRUCache } from "lru-cache";
import { env } from "../../../config/env.ts";
import { notRouted, refuse } from "../errors.ts";
import { caching, documentPage } from "../http/document.ts";
import { answering, type Page, write } from "../http/respond.ts";

const root = join(import.meta.dirname, "../../..");
const types: Record<string, string> = {
  ".js": "text/javascript; charset=utf-8",
  ".css": "text/css; charset=utf-8",
};

/**
 * A page that Vite builds from the folder of its name, at `/name`: built on its first request, and again when its sources
 * have changed. In production a page that was built with the image is served as it is.
 */
export function builtPage(name: string, policy: string): Record<string, Page> {
  const built = join(root, name, "dist");
  const upToDate = builder(name, join(built, "index.html"));
  const assets = new LRUCache<string, Page>({ max: 10 });
  const readAsset = (file: string) =>
    readFile(join(built, "assets", file)).catch(() => refuse(404, notRouted.type, notRouted.message));
  return {
    [`/${name}`]: answering(async (request, response) => {
      await upToDate();
      const headers = { "Content-Type": "text/html; charset=utf-8", "Content-Security-Policy": policy };
      write(request, response, { status: 200, headers, body: await readFile(join(built, "index.html"), "utf8") });
    }),
    [`/${name}/assets/:file`]: answering((request, response) => {
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
}

// Requests during a build wait for the same build; each request checks whether the sources changed.
function builder(name: string, page: string): () => Promise<void> {
  let building: Promise<void> | undefined;
  return async () => {
    if (env.NODE_ENV === "production" && existsSync(page)) return;
    building ??= build(name).finally(() => {
      building = undefined;
    });
    await building;
  };
}

function build(name: string): Promise<void> {
  const script = join(root, "demo/build.ts");
  const child = spawn(process.execPath, [script, join(root, name)], { stdio: ["ignore", "ignore", "inherit"] });
  return new Promise((resolve, reject) => {
    child.once("error", reject);
    child.once("exit", (code) => (code === 0 ? resolve() : reject(new Error(`The page ${name} could not be built.`))));
  });
}
