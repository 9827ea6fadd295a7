import type { Endpoint, SurfaceTable } from "../endpoint.ts";

const capitalized = (text: string) => text.charAt(0).toUpperCase() + text.slice(1);

/** A surface's name as the prefix of models. */
export const prefixOf = ({ name }: Pick<SurfaceTable, "name">) => capitalized(name);

/** The name of an endpoint's own model in its surface's document: `CreateCustomerBody` for `merchantCreateCustomer`. */
export const modelOf = (surface: SurfaceTable, { id }: Endpoint, ending: string) =>
  `${capitalized(id.startsWith(surface.name) ? id.slice(surface.name.length) : id)}${ending}`;

/** The name of an error's model: `CustomerNotFoundError` for `customer_not_found`. */
export const errorModelOf = (code: string) => `${code.split("_").map(capitalized).join("")}Error`;
