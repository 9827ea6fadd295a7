import Joi from "joi";

const text = Joi.string().allow("", null).max(255);

/** A `PostalAddress` among the parameters of an action. What a client may send is the surfaces' matter. */
export const postalAddress = Joi.object({
  type: text.max(40),
  name: text,
  phone: text.max(40),
  line1: Joi.string().allow("").max(255).required(),
  line2: text,
  city: text,
  area: text,
  state: text,
  postal_code: text.max(40),
  country: text.max(100),
  country_code: text.max(2),
  coordinates: Joi.object({ latitude: Joi.number().required(), longitude: Joi.number().required() }).allow(null),
});
