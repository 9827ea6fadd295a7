import { action } from "../../../mixins/actions/action.ts";
import { params } from "../customers.schema.ts";
import { exportRows } from "../store/export.ts";

/** Gives the next rows of an export, by integer key: the gateway pulls page after page as its reader keeps up. */
export const exportPage = action("customers.exportPage", params.exportPage, (page, { db }) => exportRows(db, page));
