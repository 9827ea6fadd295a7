import { type ActionContext, action } from "../../../mixins/actions/action.ts";
import { idempotent } from "../../../mixins/actions/idempotent.ts";
import type { ActionParams, Channel } from "../../contracts.ts";
import { compose } from "../compose.ts";
import { channelsFor, defaultPreferences } from "../notifications.rules.ts";
import { params } from "../notifications.schema.ts";
import { queueUp } from "../store/notifications.ts";
import { fetchPreferences } from "../store/preferences.ts";

type Request = ActionParams<"notifications.notify">;

/** Notifies a customer about their order, once on each channel that reaches them and that they have enabled. */
export const notify = action("notifications.notify", params.notify, async (request, context) => {
  const channels = await channelsOf(context, request);
  return idempotent(context, request, async ({ tx }) => {
    const notifications: { id: string; channel: Channel }[] = [];
    for (const { channel, recipient } of channels) {
      const message = { ...messageOf(request), channel, recipient, ...compose(channel, request) };
      notifications.push({ id: await queueUp(context.db, tx, message), channel });
    }
    return { notifications };
  });
});

async function channelsOf({ db }: ActionContext, { store, recipient }: Request) {
  const { customer_id } = recipient;
  const preferences = customer_id ? await fetchPreferences(db, store.store_id, customer_id) : defaultPreferences;
  return channelsFor(recipient, preferences);
}

const messageOf = ({ store: { store_id, tenant_id }, occasion, payload, recipient }: Request) => ({
  store_id,
  tenant_id,
  occasion,
  order_id: payload.order_id,
  subject_id: recipient.customer_id,
});
