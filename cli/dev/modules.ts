import { registerHooks } from "node:module";
import { pathToFileURL } from "node:url";

// The importers of each source, by URL.
const importers = new Map<string, Set<string>>();
const stale = new Set<string>();

// A stale source is loaded again under another URL; the others come from the module cache.
registerHooks({
  resolve(specifier, context, next) {
    const found = next(specifier, context);
    if (!isSource(found.url)) return found;
    const known = importers.get(found.url) ?? new Set();
    importers.set(found.url, known);
    if (context.parentURL) known.add(plain(context.parentURL));
    return stale.has(found.url) ? { ...found, url: `${found.url}?changed` } : found;
  },
});

/** Makes the next import load these files and all their importers again. Works once in a process. */
export function reloadChanged(paths: string[]): void {
  const urls = paths.map((path) => pathToFileURL(path).href);
  // A file without importers is new or is read in another way (a template): then everything is loaded again.
  for (const url of urls.every((each) => importers.has(each)) ? urls : importers.keys()) markStale(url);
}

function markStale(url: string): void {
  if (stale.has(url)) return;
  stale.add(url);
  for (const importer of importers.get(url) ?? []) markStale(importer);
}

const isSource = (url: string) => url.startsWith("file:") && !url.includes("/node_modules/");
const plain = (url: string) => url.replace(/\?changed$/, "");
