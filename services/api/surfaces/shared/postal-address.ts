import Joi from "joi";
import type { PostalAddress } from "../../../contracts.ts";
import { field, filledTextBody, phoneBody, record } from "../../formats.ts";

/** An address as merchants read it: every field, null where nothing is known. */
export const postalAddressOf = (address: PostalAddress) => ({
  type: address.type ?? null,
  name: address.name ?? null,
  phone: address.phone ?? null,
  line1: address.line1,
  line2: address.line2 ?? null,
  city: address.city ?? null,
  area: address.area ?? null,
  state: address.state ?? null,
  postal_code: address.postal_code ?? null,
  country: address.country ?? null,
  country_code: address.country_code ?? null,
  coordinates: address.coordinates ?? null,
});

/** The schema of what `postalAddressOf` gives. */
export const postalAddressSchema = () =>
  record({
    type: field.textOrNull(),
    name: field.textOrNull(),
    phone: field.textOrNull(),
    line1: field.text(),
    line2: field.textOrNull(),
    city: field.textOrNull(),
    area: field.textOrNull(),
    state: field.textOrNull(),
    postal_code: field.textOrNull(),
    country: field.textOrNull(),
    country_code: field.textOrNull(),
    coordinates: record({ latitude: Joi.number(), longitude: Joi.number() }).allow(null),
  });

/** An address that a merchant writes, in the seed's fields. */
export const postalAddressBody = () =>
  Joi.object<PostalAddress>({
    type: filledTextBody(40).allow(null).example("HOME"),
    name: filledTextBody(255).allow(null),
    phone: phoneBody().allow(null),
    line1: filledTextBody(255).required(),
    line2: filledTextBody(255).allow(null),
    city: filledTextBody(100).allow(null),
    area: filledTextBody(100).allow(null),
    state: filledTextBody(100).allow(null),
    postal_code: filledTextBody(20).allow(null),
    country: filledTextBody(100).allow(null),
    country_code: Joi.string()
      .pattern(/^[A-Za-z]{2}$/, "country code of two letters")
      .allow(null)
      .example("BD"),
    coordinates: Joi.object({
      latitude: Joi.number().min(-90).max(90).required(),
      longitude: Joi.number().min(-180).max(180).required(),
    }).allow(null),
  });
