import type { AddressChanges, NewAddress } from "../../../contracts.ts";
import { endpoint } from "../../endpoint.ts";
import { listQuery, type PageQuery } from "../../formats.ts";
import { answers, pages } from "../shared/answers.ts";
import { callerOf, callersListOf, callersWriteOf, pathOf } from "../shared/requests.ts";
import { address, addressBody } from "./address-shapes.ts";
import { customerId, customerNotFound, userPath } from "./profile-shapes.ts";

const tag = "Addresses";
const all = { tag, owner: "user_id", path: "/customers/:user_id/addresses", pathSchema: userPath };
const one = {
  tag,
  owner: "user_id",
  path: "/customers/:user_id/addresses/:address_id",
  pathSchema: pathOf({ user_id: customerId, address_id: address.example.id }),
};
const notFound = [404, "address_not_found", "The customer's book has no such address."] as const;
const defaults = "A new default of a kind takes the place of the one before.";

const listAddresses = endpoint({
  ...all,
  id: "storefrontListAddresses",
  method: "GET",
  summary: "List the address book",
  description: "Newest first.",
  querySchema: listQuery<PageQuery>("limit", 20, 100),
  action: "customers.listAddresses",
  input: callersListOf,
  ...pages(address, "limit", "addresses"),
  errors: [customerNotFound],
});

const getAddress = endpoint({
  ...one,
  id: "storefrontGetAddress",
  method: "GET",
  summary: "Get an address",
  description: "One address of the customer's book.",
  action: "customers.getAddress",
  input: (request) => ({ ...callerOf(request), address_id: request.path.address_id }),
  ...answers(address),
  errors: [customerNotFound, notFound],
});

const createAddress = endpoint({
  ...all,
  id: "storefrontCreateAddress",
  method: "POST",
  summary: "Add an address",
  description: `The first is the default of both kinds. ${defaults}`,
  status: 201,
  bodySchema: addressBody<NewAddress>(true),
  bodyExample: { line1: "House 12, Road 5", city: "Dhaka", country_code: "BD", is_default_shipping: true },
  action: "customers.createAddress",
  input: (request) => ({ ...callersWriteOf(request), address: request.body }),
  ...answers(address),
  location: ({ id }, { path }) => `/customers/${path.user_id}/addresses/${id}`,
  errors: [customerNotFound, [409, "too_many_addresses", "The book has 100 addresses."]],
});

const updateAddress = endpoint({
  ...one,
  id: "storefrontUpdateAddress",
  method: "PUT",
  summary: "Change an address",
  description: `What is left out stays. ${defaults}`,
  bodySchema: addressBody<AddressChanges>(false),
  bodyExample: { line2: "Flat 4B", is_default_billing: true },
  action: "customers.updateAddress",
  input: (request) => ({
    ...callersWriteOf(request),
    address_id: request.path.address_id,
    changes: request.body,
  }),
  ...answers(address),
  errors: [customerNotFound, notFound],
});

const deleteAddress = endpoint({
  ...one,
  id: "storefrontDeleteAddress",
  method: "DELETE",
  summary: "Delete an address",
  description: "Takes an address out of the book. Orders that went there keep it.",
  status: 204,
  action: "orchestra.deleteAddress",
  input: (request) => ({ ...callersWriteOf(request), address_id: request.path.address_id }),
  errors: [customerNotFound, notFound, [409, "address_in_use", "An order that has not been shipped is to go there."]],
});

/** Storefront: the customer's address book (contract §5). */
export const addresses = [listAddresses, getAddress, createAddress, updateAddress, deleteAddress];
