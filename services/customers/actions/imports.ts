import { action } from "../../../mixins/actions/action.ts";
import { Imports } from "../../../mixins/imports/imports.ts";
import { params } from "../customers.schema.ts";
import { importCustomers } from "../store/import.ts";

/** Imports of files of customers. */
export const imports = new Imports(importCustomers);

/** Begins an import. */
export const createImport = action("customers.createImport", params.createImport, (request, context) =>
  imports.create(context, request),
);

/** Adds rows of an import, for the worker. Throws `import_not_found`. */
export const addImportRows = action("customers.addImportRows", params.addImportRows, (request, context) =>
  imports.add(context, request),
);

/** Imports rows at once. Throws `import_not_found`. */
export const importRows = action("customers.importRows", params.importRows, (request, context) =>
  imports.run(context, request),
);

/** Lets the worker do an import whose rows are all there. Throws `import_not_found`. */
export const startImport = action("customers.startImport", params.startImport, (request, context) =>
  imports.start(context, request),
);

/** Returns how far an import is. Throws `import_not_found`. */
export const getImport = action("customers.getImport", params.getImport, (request, context) =>
  imports.get(context, request),
);

/** Returns refused rows of an import, by their lines. Throws `import_not_found`. */
export const importRefusals = action("customers.importRefusals", params.importRefusals, (request, context) =>
  imports.refusals(context, request),
);
