import Joi from "joi";
import type { Address } from "../../../contracts.ts";
import { filledTextBody } from "../../formats.ts";
import { coordinates, postalAddressFields } from "../shared/address.ts";
import { flag, id, orNull, text, textOrNull, time } from "../shared/fields.ts";
import { shape } from "../shared/shape.ts";

/** An address of the address book as its customer reads it. */
export const address = shape<Address>("Address").with({
  id: id("addr_01JK7MZ3Q4N8T2V6X0Y1A5B9CD"),
  type: text("home"),
  name: textOrNull("Rahim Uddin"),
  phone: textOrNull("01712345678"),
  line1: text("House 12, Road 5"),
  line2: textOrNull(null),
  city: text("Dhaka"),
  area: textOrNull("Dhanmondi"),
  state: textOrNull(null),
  postal_code: textOrNull("1205"),
  country: textOrNull("Bangladesh"),
  country_code: textOrNull("BD"),
  coordinates: orNull(coordinates).showing({ latitude: 23.7461, longitude: 90.3742 }),
  is_default_billing: flag(true),
  is_default_shipping: flag(true),
  created_at: time("2025-06-15T10:30:00.000Z"),
  updated_at: time("2025-06-15T10:30:00.000Z"),
});

/** An address in a request: complete when it is new, else the changes. */
export function addressBody<Body>(isNew: boolean): Joi.ObjectSchema<Body> {
  const schema = Joi.object({
    ...postalAddressFields,
    type: filledTextBody(40).example("home"),
    line1: isNew ? filledTextBody(255).required() : filledTextBody(255),
    city: isNew ? filledTextBody(100).required() : filledTextBody(100),
    is_default_billing: Joi.boolean(),
    is_default_shipping: Joi.boolean(),
  });
  return isNew ? schema : schema.min(1);
}
