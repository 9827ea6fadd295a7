import { action } from "../../../mixins/actions/action.ts";
import { idempotent } from "../../../mixins/actions/idempotent.ts";
import { publishCurrency } from "../stores.events.ts";
import { params } from "../stores.schema.ts";
import { lockStore, saveCurrency } from "../stores.store.ts";

/** Sets the decimals of a store's amounts and publishes them. Throws `store_not_found`. */
export const setCurrencyDecimals = action(
  "stores.setCurrencyDecimals",
  params.setCurrencyDecimals,
  (request, context) =>
    idempotent(
      context,
      request,
      async ({ db, tx, publish }) => {
        const { store, version } = await lockStore(db, tx, request.store_id);
        if (store.currency_decimals === request.currency_decimals) return store;
        const changed = { ...store, currency_decimals: request.currency_decimals };
        await saveCurrency(db, tx, changed, version + 1);
        publishCurrency(publish, changed, version + 1, store.currency_decimals);
        return changed;
      },
      ({ domain_id }) => domain_id,
    ),
);
