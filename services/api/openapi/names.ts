import type { Endpoint, SurfaceTable } from "../endpoint.ts";

const capitalized = (text: string) => text.charAt(0).toUpperCase() + text.slice(1);

/** A surface's name as models begin with it. */
export const prefixOf = ({ name }: Pick<SurfaceTable, "name">) => capitalized(name);

/** What an endpoint's own model is called in its surface's document: `merchantCreateCustomer` has a `CreateCustomerBody`. */
export const modelOf = (surface: SurfaceTable, { id }: Endpoint, ending: string) =>
  `${capitalized(id.startsWith(surface.name) ? id.slice(surface.name.length) : id)}${ending}`;

/** What the model of an error is called: `customer_not_found` has a `CustomerNotFoundError`. */
export const errorModelOf = (code: string) => `${code.split("_").map(capitalized).join("")}Error`;
