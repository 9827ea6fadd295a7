import Joi from "joi";
import { endpoint } from "../../endpoint.ts";
import { etagOf } from "../../etag.ts";
import { filledTextBody, listQuery, type PageQuery, pagingOf } from "../../formats.ts";
import { component } from "../../openapi/component.ts";
import { answers, pages } from "../shared/answers.ts";
import { customerGroup } from "./customer-shapes.ts";

const path = Joi.object<{ group_id: string }>({
  group_id: Joi.string().max(64).required().example(customerGroup.example.id),
});
const body = component("CustomerGroupInput", Joi.object<{ name: string }>({ name: filledTextBody(255).required() }));
const tag = "Customer groups";
const notFound = [404, "group_not_found", "No group of this domain has this id."] as const;
const stale = [412, "version_mismatch", "`If-Match` is not the current version."] as const;

const listGroups = endpoint({
  id: "merchantListCustomerGroups",
  method: "GET",
  path: "/customer-groups",
  tag,
  summary: "List customer groups",
  description: "All groups of the domain.",
  querySchema: listQuery<PageQuery>("limit", 20, 100),
  action: "customers.listGroups",
  input: ({ store, query }) => ({ store_id: store.store_id, ...pagingOf(query, query.limit) }),
  ...pages(customerGroup, "limit"),
  errors: [],
});

const getGroup = endpoint({
  id: "merchantGetCustomerGroup",
  method: "GET",
  path: "/customer-groups/:group_id",
  tag,
  summary: "Get a customer group",
  description: "One group by its id.",
  pathSchema: path,
  action: "customers.getGroup",
  input: ({ store, path }) => ({ store_id: store.store_id, group_id: path.group_id }),
  etag: (group) => etagOf(group.version),
  ...answers(customerGroup),
  errors: [notFound],
});

const createGroup = endpoint({
  id: "merchantCreateCustomerGroup",
  method: "POST",
  path: "/customer-groups",
  tag,
  summary: "Create a customer group",
  description: "A group that customers can be put into by their `group_id`.",
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
  etag: (group) => etagOf(group.version),
  location: (group, { store }) => `/merchant/api/v1/domains/${store.domain_id}/customer-groups/${group.id}`,
  ...answers(customerGroup),
  errors: [],
});

const updateGroup = endpoint({
  id: "merchantUpdateCustomerGroup",
  ifMatch: "version",
  method: "PUT",
  path: "/customer-groups/:group_id",
  tag,
  summary: "Rename a customer group",
  description: "Its members show the new name from then on.",
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
  etag: (group) => etagOf(group.version),
  ...answers(customerGroup),
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
