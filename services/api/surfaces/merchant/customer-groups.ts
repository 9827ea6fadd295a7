import Joi from "joi";
import type { CustomerGroup } from "../../../contracts.ts";
import { endpoint } from "../../endpoint.ts";
import { etagOf } from "../../etag.ts";
import { field, filledTextBody, isoTime, listQuery, pagination, pagingOf, record } from "../../formats.ts";
import { groupExample } from "./examples.ts";
import { listSchema } from "./shapes.ts";

interface ListQuery {
  page?: number;
  limit: number;
  cursor?: string;
}

const groupSchema = record({
  id: field.id(groupExample.id),
  name: field.text().example("Wholesale"),
  created_at: field.time(),
  updated_at: field.time(),
});

const path = Joi.object<{ group_id: string }>({ group_id: Joi.string().max(64).required().example(groupExample.id) });
const body = Joi.object<{ name: string }>({ name: filledTextBody(255).required() });
const tag = "Customer groups";
const notFound = [404, "group_not_found", "No group of this domain has this id."] as const;
const stale = [412, "version_mismatch", "`If-Match` is not the current version."] as const;

const listGroups = endpoint({
  id: "merchantListCustomerGroups",
  method: "GET",
  path: "/customer-groups",
  tag,
  summary: "List customer groups",
  querySchema: listQuery<ListQuery>("limit", 20, 100),
  action: "customers.listGroups",
  input: ({ store, query }) => ({ store_id: store.store_id, ...pagingOf(query, query.limit) }),
  output: (list, { query }) => ({
    data: list.items.map(groupOf),
    pagination: pagination(list, query, { limit: query.limit }),
  }),
  answerSchema: listSchema(groupSchema, "limit"),
  answerExample: { data: [groupExample], pagination: { page: 1, limit: 20, total: 1, next_cursor: null } },
  errors: [],
});

const getGroup = endpoint({
  id: "merchantGetCustomerGroup",
  method: "GET",
  path: "/customer-groups/:group_id",
  tag,
  summary: "Get a customer group",
  pathSchema: path,
  action: "customers.getGroup",
  input: ({ store, path }) => ({ store_id: store.store_id, group_id: path.group_id }),
  output: groupOf,
  etag: (group) => etagOf(group.version),
  answerSchema: groupSchema,
  answerExample: groupExample,
  errors: [notFound],
});

const createGroup = endpoint({
  id: "merchantCreateCustomerGroup",
  method: "POST",
  path: "/customer-groups",
  tag,
  summary: "Create a customer group",
  status: 201,
  bodySchema: body,
  bodyExample: { name: "Wholesale" },
  action: "customers.createGroup",
  input: ({ store, body, idempotency_key }) => ({
    store_id: store.store_id,
    tenant_id: store.tenant_id,
    name: body.name,
    idempotency_key,
  }),
  output: groupOf,
  etag: (group) => etagOf(group.version),
  location: (group, { store }) => `/merchant/api/v1/domains/${store.domain_id}/customer-groups/${group.id}`,
  answerSchema: groupSchema,
  answerExample: groupExample,
  errors: [],
});

const updateGroup = endpoint({
  id: "merchantUpdateCustomerGroup",
  ifMatch: "version",
  method: "PUT",
  path: "/customer-groups/:group_id",
  tag,
  summary: "Rename a customer group",
  pathSchema: path,
  bodySchema: body,
  bodyExample: { name: "Wholesale" },
  action: "customers.updateGroup",
  input: ({ store, path, body, idempotency_key, if_versions }) => ({
    store_id: store.store_id,
    group_id: path.group_id,
    name: body.name,
    idempotency_key,
    if_versions,
  }),
  output: groupOf,
  etag: (group) => etagOf(group.version),
  answerSchema: groupSchema,
  answerExample: groupExample,
  errors: [notFound, stale],
});

const deleteGroup = endpoint({
  id: "merchantDeleteCustomerGroup",
  ifMatch: "version",
  method: "DELETE",
  path: "/customer-groups/:group_id",
  tag,
  summary: "Delete a customer group",
  description: "Lets its members out of it.",
  status: 204,
  pathSchema: path,
  action: "customers.deleteGroup",
  input: ({ store, path, idempotency_key, if_versions }) => ({
    store_id: store.store_id,
    group_id: path.group_id,
    idempotency_key,
    if_versions,
  }),
  errors: [notFound, stale],
});

/** Merchant: what `group_id` and `group_name` of customers refer to. */
export const customerGroups = [listGroups, getGroup, createGroup, updateGroup, deleteGroup];

function groupOf({ id, name, created_at, updated_at }: CustomerGroup) {
  return { id, name, created_at: isoTime(created_at), updated_at: isoTime(updated_at) };
}
