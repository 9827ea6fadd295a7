import Joi from "joi";
import type { MessageStore, Store } from "../../../contracts.ts";
import { usualDeadlineMs } from "../../endpoint.ts";

/** An id as a client names it; the services know none that is longer. */
export const idOf = (example: string) => Joi.string().max(40).example(example);

/** A workflow may take as long as its request. */
export const workflow = { deadlineMs: usualDeadlineMs };

/** What messages to customers know of the store. */
export function messageStoreOf(store: Store): MessageStore {
  const { store_id, tenant_id, name, language, currency, currency_decimals, timezone } = store;
  return { store_id, tenant_id, name, language, currency, currency_decimals, timezone };
}
