import Joi from "joi";

const text = Joi.string().allow("", null).max(255);

/** A `PostalAddress` among the parameters of an action. What a client may send is the surfaces' matter. */
export const postalAddress = Joi.object({
  type: text,
  name: text,
  phone: text,
  line1: Joi.string().allow("").max(255).required(),
  line2: text,
  city: text,
  area: text,
  state: text,
  postal_code: text,
  country: text,
  country_code: text,
  coordinates: Joi.object({ latitude: Joi.number().required(), longitude: Joi.number().required() }).allow(null),
});
