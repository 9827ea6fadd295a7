import { spawn } from "node:child_process";
import { createReadStream, existsSync } from "node:fs";
import { readFile } from "node:fs/promises";
import type { ServerResponse } from "node:http";
import { extname, join } from "node:path";
import { env } from "../../config/env.ts";
import { notRouted } from "./errors.ts";
import { answering, type Page, startStream, write, writeFailure } from "./http/respond.ts";
import type { WebRequest } from "./http/web-request.ts";

const root = join(import.meta.dirname, "../..");
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
  return {
    [`/${name}`]: answering(async (request, response) => {
      await upToDate();
      const headers = { "Content-Type": "text/html; charset=utf-8", "Content-Security-Policy": policy };
      write(request, response, { status: 200, headers, body: await readFile(join(built, "index.html"), "utf8") });
    }),
    [`/${name}/assets/:file`](request: WebRequest, response: ServerResponse) {
      const file = String(request.$params.params.file);
      const type = types[extname(file)];
      // Only names that the build makes: no path elsewhere.
      if (!type || !/^[\w-]+\.(js|css)$/.test(file)) return notFound(request, response);
      const stream = createReadStream(join(built, "assets", file));
      stream.once("error", () => notFound(request, response));
      stream.once("open", () => {
        startStream(request, response);
        response.setHeader("Content-Type", type);
        // The name contains a digest of the content.
        response.setHeader("Cache-Control", "public, max-age=31536000, immutable");
        stream.pipe(response);
      });
    },
  };
}

function notFound(request: WebRequest, response: ServerResponse): void {
  writeFailure(request, response, notRouted);
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
