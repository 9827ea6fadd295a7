import type { ImportResults } from "../../services/contracts.ts";
import { type ActionDefinition, action } from "../actions/action.ts";
import type { Schema } from "../actions/params.ts";
import type { Imports } from "./imports.ts";

/** The parameters of the actions of a service's imports, as `importParams` makes them. */
type ImportParams = Record<keyof ImportResults, Schema>;

/** The actions of a service's imports; all but the first throw `import_not_found`. */
export function importActions<Item>(
  service: "customers" | "catalog" | "inventory",
  given: ImportParams,
  imports: Imports<Item>,
): ActionDefinition[] {
  // The types of the rows differ from service to service; the schema has checked them.
  const params = given as Record<keyof ImportParams, never>;
  return [
    action(`${service}.createImport`, params.createImport, (request, context) => imports.create(context, request)),
    action(`${service}.addImportRows`, params.addImportRows, (request, context) => imports.add(context, request)),
    action(`${service}.importRows`, params.importRows, (request, context) => imports.run(context, request)),
    action(`${service}.startImport`, params.startImport, (request, context) => imports.start(context, request)),
    action(`${service}.getImport`, params.getImport, (request, context) => imports.get(context, request)),
    action(`${service}.importRefusals`, params.importRefusals, (request, context) =>
      imports.refusals(context, request),
    ),
  ];
}
