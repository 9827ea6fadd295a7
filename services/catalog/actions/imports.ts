import { action } from "../../../mixins/actions/action.ts";
import { Imports } from "../../../mixins/imports/imports.ts";
import { params } from "../catalog.schema.ts";
import { importProducts } from "../store/import.ts";

/** Imports of files of products. */
export const imports = new Imports(importProducts);

/** Begins an import. */
export const createImport = action("catalog.createImport", params.createImport, (request, context) =>
  imports.create(context, request),
);

/** Adds rows of an import, for the worker. Throws `import_not_found`. */
export const addImportRows = action("catalog.addImportRows", params.addImportRows, (request, context) =>
  imports.add(context, request),
);

/** Imports rows at once. Throws `import_not_found`. */
export const importRows = action("catalog.importRows", params.importRows, (request, context) =>
  imports.run(context, request),
);

/** Lets the worker do an import whose rows are all there. Throws `import_not_found`. */
export const startImport = action("catalog.startImport", params.startImport, (request, context) =>
  imports.start(context, request),
);

/** Returns how far an import is. Throws `import_not_found`. */
export const getImport = action("catalog.getImport", params.getImport, (request, context) =>
  imports.get(context, request),
);

/** Returns refused rows of an import, by their lines. Throws `import_not_found`. */
export const importRefusals = action("catalog.importRefusals", params.importRefusals, (request, context) =>
  imports.refusals(context, request),
);
