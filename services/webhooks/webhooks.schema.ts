import * as t from "../../mixins/actions/params.ts";
import { webhookDeliveryStates, webhookPatterns, webhookStatuses } from "../contracts/webhooks.ts";

const ofApp = { ...t.inStore, client_id: t.string(64) };
const one = { ...ofApp, webhook_id: t.id() };
const topics = t.list(t.oneOf(webhookPatterns)).min(1).max(100);
const settings = { url: t.string(2_000), description: t.nullable(t.text(255)), topics, ordered: t.boolean() };

const paged = { cursor: t.optional(t.string(1_000)), limit: t.integer().min(1).max(200) };
const note = t.string(1_000);
/** `until` is exclusive. */
const range = { from: t.integer(), until: t.integer(), only_failed: t.boolean() };

/** What each action of the webhooks service takes. */
export const params = {
  create: t.object({
    ...ofApp,
    ...t.write,
    tenant_id: t.id(),
    webhook: t.object({ ...settings, personal_data: t.boolean() }),
  }),
  list: t.object({ ...ofApp, ...t.paging }),
  get: t.object(one),
  update: t.object({
    ...one,
    ...t.write,
    ...t.ifVersions,
    changes: t.object(t.partial({ ...settings, personal_data: t.boolean(), status: t.oneOf(["enabled", "disabled"]) })),
  }),
  remove: t.object({ ...one, ...t.write, ...t.ifVersions }),
  rotateSecret: t.object({ ...one, ...t.write, ...t.ifVersions }),
  test: t.object({ ...one, ...t.write }),
  deliveries: t.object({ ...one, ...t.paging, state: t.optional(t.oneOf(webhookDeliveryStates)) }),
  delivery: t.object({ ...one, delivery_id: t.id() }),
  resend: t.object({ ...one, ...t.write, delivery_id: t.id() }),
  resendRange: t.object({ ...one, ...t.write, ...range }),
  listAll: t.object({
    ...paged,
    filter: t.object(t.partial({ store_id: t.integer(), status: t.oneOf(webhookStatuses) })),
  }),
  listDeliveries: t.object({
    ...paged,
    filter: t
      .object(t.partial({ store_id: t.integer(), webhook_id: t.id(), state: t.oneOf(webhookDeliveryStates) }))
      .with("webhook_id", "store_id"),
  }),
  operate: t.object({ ...t.inStore, ...t.write, webhook_id: t.id(), act: t.oneOf(["pause", "enable"]), note }),
  resendNow: t.object({ ...t.inStore, ...t.write, delivery_id: t.id(), note: t.optional(note) }),
  resendRangeNow: t.object({ ...t.inStore, ...t.write, webhook_id: t.id(), ...range, note: t.optional(note) }),
  feed: t.object({
    ...t.inStore,
    topics: t.optional(topics),
    personal_data: t.boolean(),
    cursor: t.optional(t.string(100)),
    limit: t.integer().min(1).max(100),
  }),
};
