import Joi from "joi";
import { endpoint } from "../../endpoint.ts";
import { filledTextBody, listQuery, type PageQuery } from "../../formats.ts";
import { component } from "../../openapi/component.ts";
import { pages, versioned } from "../shared/answers.ts";
import { stale } from "../shared/errors.ts";
import { conditionalWriteOf, listOf, pathOf, readOf, tenantOf, writeOf } from "../shared/requests.ts";
import { locationIn, notFound } from "./common.ts";
import { customerGroup } from "./customer-shapes.ts";

const tag = "Customer groups";
const all = { tag, path: "/customer-groups" };
const one = { tag, path: "/customer-groups/:group_id", pathSchema: pathOf({ group_id: customerGroup.example.id }, 64) };
const written = {
  ...versioned(customerGroup),
  bodySchema: component("CustomerGroupInput", Joi.object<{ name: string }>({ name: filledTextBody(255).required() })),
  bodyExample: { name: "Wholesale" },
};

const listGroups = endpoint({
  ...all,
  id: "merchantListCustomerGroups",
  method: "GET",
  summary: "List customer groups",
  description: "All groups of the domain.",
  querySchema: listQuery<PageQuery>("limit", 20, 100),
  action: "customers.listGroups",
  input: listOf,
  ...pages(customerGroup, "limit"),
  errors: [],
});

const getGroup = endpoint({
  ...one,
  id: "merchantGetCustomerGroup",
  method: "GET",
  summary: "Get a customer group",
  description: "One group by its id.",
  action: "customers.getGroup",
  input: readOf,
  ...versioned(customerGroup),
  errors: [notFound("group")],
});

const createGroup = endpoint({
  ...all,
  ...written,
  id: "merchantCreateCustomerGroup",
  method: "POST",
  summary: "Create a customer group",
  description: "A group that customers can be put into by their `group_id`.",
  status: 201,
  action: "customers.createGroup",
  input: (request) => ({ ...tenantOf(request), ...writeOf(request), ...request.body }),
  location: locationIn("customer-groups"),
  errors: [],
});

const updateGroup = endpoint({
  ...one,
  ...written,
  id: "merchantUpdateCustomerGroup",
  ifMatch: "version",
  method: "PUT",
  summary: "Rename a customer group",
  description: "Its members show the new name from then on.",
  action: "customers.updateGroup",
  input: (request) => ({ ...conditionalWriteOf(request), ...request.body }),
  errors: [notFound("group"), stale],
});

const deleteGroup = endpoint({
  ...one,
  id: "merchantDeleteCustomerGroup",
  ifMatch: "version",
  method: "DELETE",
  summary: "Delete a customer group",
  description: "Removes its members from it.",
  status: 204,
  action: "customers.deleteGroup",
  input: conditionalWriteOf,
  errors: [notFound("group"), stale],
});

/** Merchant: what `group_id` and `group_name` of customers refer to. */
export const customerGroups = [listGroups, getGroup, createGroup, updateGroup, deleteGroup];
