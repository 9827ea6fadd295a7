import type { Endpoint, SurfaceTable } from "../endpoint.ts";

const capitalized = (text: string) => text.charAt(0).toUpperCase() + text.slice(1);

/** A surface's name as the prefix of models. */
export const prefixOf = ({ name }: Pick<SurfaceTable, "name">) => capitalized(name);

/** The name of an endpoint's own model in its surface's document: `CreateCustomerBody` for `merchantCreateCustomer`. */
export const modelOf = (surface: SurfaceTable, { id }: Endpoint, ending: string) =>
  `${capitalized(id.startsWith(surface.name) ? id.slice(surface.name.length) : id)}${ending}`;

/** A name of words as a model's: `OrderStatusChanged` for `order.status_changed`. */
export const pascal = (name: string) => name.split(/[._]/).map(capitalized).join("");

/** The name of an error's model: `CustomerNotFoundError` for `customer_not_found`. */
export const errorModelOf = (code: string) => `${pascal(code)}Error`;
