import { addAction } from "./action.ts";
import { camel } from "./names.ts";
import type { Sources } from "./sources.ts";
import { endpointEntry, endpointImports, endpointSpec, surfaces } from "./templates.ts";

/** Adds an endpoint, named by its table's file and its path (`merchant/locations/opening-hours`), and its action. */
export function newEndpoint(sources: Sources, place: string, action: string): void {
  const [, surface = "", table = "", path = ""] = /^([a-z]+)\/([a-z-]+)\/([a-z][a-z0-9-]*)$/.exec(place) ?? [];
  if (!Object.hasOwn(surfaces, surface)) {
    const known = Object.keys(surfaces).join(", ");
    throw new Error(`"${place}" is no place: write surface/table/path (merchant/locations/opening-hours; ${known}).`);
  }
  addAction(sources, action);
  const file = `services/api/surfaces/${surface}/${table}.ts`;
  const list = `export const ${camel(table)}\\b[^=]*= \\[`;
  const entry = endpointEntry({ surface, table, path, action, tagged: sources.read(file).includes("const tag =") });
  sources.edit(file, new RegExp(`^(/\\*\\*.*\\*/\\n)?${list}`, "m"), `${entry}\n$&`);
  sources.edit(file, new RegExp(`(?<=^${list}[^\\]]*?),?\\s*\\]`, "m"), `, ${camel(path)}]`);
  for (const [name, from] of Object.entries(endpointImports)) sources.addImport(file, name, from);
  sources.add(`test/integration/${surface}/${path}.spec.ts`, endpointSpec(surface, path));
}
