import type { PostalAddress } from "../../../contracts.ts";
import { number, orNull, text, textOrNull } from "./fields.ts";
import { shape } from "./shape.ts";

/** Where on Earth a place is. */
export const coordinates = shape<{ latitude: number; longitude: number }>("Coordinates").with({
  latitude: number(19.076),
  longitude: number(72.8777),
});

/** An address as clients read it: every field, null where nothing is known. */
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
