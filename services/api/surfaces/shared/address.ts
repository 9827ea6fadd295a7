import Joi from "joi";
import type { PostalAddress } from "../../../contracts.ts";
import { filledTextBody, phoneBody } from "../../formats.ts";
import { component } from "../../openapi/component.ts";
import { number, orNull, text, textOrNull } from "./fields.ts";
import { shape } from "./shape.ts";

/** Where on Earth a place is. */
export const coordinates = shape<{ latitude: number; longitude: number }>("Coordinates").with({
  latitude: number(19.076),
  longitude: number(72.8777),
});

/** An address as clients read it: every field, null when unknown. */
export const postalAddress = shape<PostalAddress>("PostalAddress").with({
  type: textOrNull("HOME"),
  name: textOrNull("John Doe"),
  phone: textOrNull("+919999999999"),
  line1: text("123 Main Street"),
  line2: textOrNull("Apartment 4B"),
  city: textOrNull("Mumbai"),
  area: textOrNull(null),
  state: textOrNull("Maharashtra"),
  postal_code: textOrNull("400001"),
  country: textOrNull("India"),
  country_code: textOrNull("IN"),
  coordinates: orNull(coordinates),
});

const coordinatesBody = component(
  "CoordinatesInput",
  Joi.object({
    latitude: Joi.number().min(-90).max(90).required(),
    longitude: Joi.number().min(-180).max(180).required(),
  }),
);

/** Fields of an address in a request. */
export const postalAddressFields = {
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
  coordinates: coordinatesBody.allow(null),
};

/** An address in a request. */
export const postalAddressBody = component("PostalAddressInput", Joi.object<PostalAddress>(postalAddressFields));
