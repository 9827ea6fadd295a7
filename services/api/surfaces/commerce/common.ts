import Joi from "joi";
import type { ErrorLine } from "../../endpoint.ts";
import { emailBody, phoneBody } from "../../formats.ts";
import { pathOf } from "../shared/requests.ts";

/** The schema of a path with a customer's id. */
export const customerPath = pathOf({ customer_id: "cust_01JK7MZ3Q4N8T2V6X0Y1A5B9CD" });

/** An email address; the error code is `invalid_email`. */
export const email = () => emailBody().example("john.doe@example.com").meta({ code: "invalid_email" });

/** A phone number in a query, where an unescaped `+` arrives as a space. */
export const phoneQuery = () =>
  Joi.string()
    .replace(/^ /, "+")
    .concat(phoneBody())
    .description("The whole number, in E.164 or as it is written in the store's country.");

/** A calendar day in the past. */
export const birthdayBody = () =>
  Joi.string()
    .pattern(/^\d{4}-\d{2}-\d{2}$/, "date such as 1990-05-15")
    .custom((text: string, helpers) => (isPastDay(text) ? text : helpers.error("date.past")))
    .messages({ "date.past": "{{#label}} must be a day of the calendar that has been, such as 1990-05-15" })
    .example("1990-05-15")
    .description("A day from 1900 until today.");

function isPastDay(text: string): boolean {
  const time = Date.parse(`${text}T00:00:00Z`);
  if (Number.isNaN(time) || new Date(time).toISOString().slice(0, 10) !== text) return false;
  // In UTC+14 it is already tomorrow.
  return text >= "1900-01-01" && time <= Date.now() + 14 * 3600 * 1000;
}

export const customerNotFound: ErrorLine = [404, "customer_not_found", "No customer of this store has this id."];
export const invalidEmail: ErrorLine = [400, "invalid_email", "Nothing but `email` is wrong: it is no email address."];
