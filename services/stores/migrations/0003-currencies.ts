import { system } from "../../../mixins/actions/action.ts";
import type { Migration } from "../../../mixins/db/migrations.ts";
import { withOutbox } from "../../../mixins/messaging/outbox.ts";
import { publishCurrency } from "../stores.events.ts";
import { isOddlyMade } from "../stores.rules.ts";
import { listStores, lockStore, saveCurrency } from "../stores.store.ts";

/**
 * Announces the decimals of stores that were made with others than ISO 4217 has: from a currency's code alone they cannot
 * be known. The stores keep them.
 */
export const announcedCurrencies: Migration = {
  name: "0003-currencies",
  async up({ db }) {
    for (const { store_id } of (await listStores(db)).filter(isOddlyMade))
      await withOutbox(db, { actor: system, request_id: null }, async ({ tx, publish }) => {
        const { store, version } = await lockStore(db, tx, store_id);
        await saveCurrency(db, tx, store, version + 1);
        publishCurrency(publish, store, version + 1, store.currency_decimals);
      });
  },
};
