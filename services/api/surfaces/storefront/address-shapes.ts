import Joi from "joi";
import type { Address } from "../../../contracts.ts";
import { field, filledTextBody, isoTime } from "../../formats.ts";
import { postalAddressBody, postalAddressSchema } from "../shared/postal-address.ts";

/** An address of the book as its customer reads it. */
export const addressOf = ({ created_at, updated_at, ...address }: Address) => ({
  ...address,
  created_at: isoTime(created_at),
  updated_at: isoTime(updated_at),
});

/** The schema of what `addressOf` gives. */
export const addressSchema = () =>
  postalAddressSchema().keys({
    id: field.id("addr_01JK7MZ3Q4N8T2V6X0Y1A5B9CD").required(),
    is_default_billing: field.flag().required(),
    is_default_shipping: field.flag().required(),
    created_at: field.time().required(),
    updated_at: field.time().required(),
  });

/** An address that a customer writes: whole when it is new, else what changes of it. */
export function addressBody<Body>(isNew: boolean): Joi.ObjectSchema<Body> {
  const postal: Joi.ObjectSchema = postalAddressBody();
  const schema = postal.keys({
    type: filledTextBody(40).example("home"),
    line1: isNew ? filledTextBody(255).required() : filledTextBody(255),
    city: isNew ? filledTextBody(100).required() : filledTextBody(100),
    is_default_billing: Joi.boolean(),
    is_default_shipping: Joi.boolean(),
  });
  return isNew ? schema : schema.min(1);
}

export const addressExample = {
  id: "addr_01JK7MZ3Q4N8T2V6X0Y1A5B9CD",
  type: "home",
  name: "Rahim Uddin",
  phone: "01712345678",
  line1: "House 12, Road 5",
  line2: null,
  city: "Dhaka",
  area: "Dhanmondi",
  state: null,
  postal_code: "1205",
  country: "Bangladesh",
  country_code: "BD",
  coordinates: { latitude: 23.7461, longitude: 90.3742 },
  is_default_billing: true,
  is_default_shipping: true,
  created_at: "2025-06-15T10:30:00.000Z",
  updated_at: "2025-06-15T10:30:00.000Z",
};
