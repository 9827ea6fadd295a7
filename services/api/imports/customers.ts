import Joi from "joi";
import type { ImportedCustomer } from "../../contracts.ts";
import { nameParts } from "../surfaces/apps/names.ts";
import { customerBody } from "../surfaces/merchant/customers.ts";
import { addressBody } from "../surfaces/storefront/address-shapes.ts";
import type { Layout } from "./columns.ts";
import type { Cells, ImportKind } from "./kind.ts";
import { filled, truth } from "./values.ts";

// Shopify's customer export and WooCommerce's customer exports, by the names in their documentation.
const layout: Layout = {
  fields: {
    email: ["e_mail", "email_address", "user_email", "billing_email"],
    phone: ["phone_number", "mobile", "billing_phone", "default_address_phone"],
    first_name: ["firstname", "given_name", "billing_first_name"],
    last_name: ["lastname", "surname", "family_name", "billing_last_name"],
    name: ["full_name", "display_name"],
    registration_source: [],
    enabled: [],
    approved: [],
    email_verified: [],
    phone_verified: [],
    address_line1: ["default_address_address1", "address1", "billing_address_1", "shipping_address_1"],
    address_line2: ["default_address_address2", "address2", "billing_address_2", "shipping_address_2"],
    address_city: ["default_address_city", "city", "billing_city", "shipping_city"],
    address_state: ["default_address_province_code", "province", "province_code", "billing_state", "shipping_state"],
    address_postal_code: ["default_address_zip", "zip", "billing_postcode", "shipping_postcode"],
    address_country_code: ["default_address_country_code", "country_code", "billing_country", "shipping_country"],
  },
  unused: "id tenant_id group_id group_name last_active_on total_orders total_order_amount".split(" "),
  foreign: [
    "accepts_email_marketing",
    "accepts_marketing",
    "total_spent",
    "default_address_company",
    "user_email",
    "user_login",
    "billing_email",
    "billing_first_name",
    "username",
    "total_spend",
  ],
};

const address = addressBody<NonNullable<ImportedCustomer["address"]>>(true);

// Without an email or a phone, the same customer in another file would not be recognised.
const schema = Joi.object({ ...customerBody, address })
  .or("email", "phone")
  .messages({ "object.missing": "The row needs an email or a phone" });

/** Customers of the product's own export, of Shopify and of WooCommerce. */
export const customerImport: ImportKind<ImportedCustomer> = {
  layout,
  schema,
  reader: () => (cells) => {
    const { email, phone, registration_source } = cells;
    const flags = ["enabled", "approved", "email_verified", "phone_verified"] as const;
    return filled({
      email,
      phone,
      ...namesOf(cells),
      address: addressOf(cells),
      ...Object.fromEntries(flags.map((flag) => [flag, truth(cells[flag])])),
      registration_source: registration_source?.toUpperCase() ?? "MERCHANT",
    });
  },
  item({ address, ...customer }) {
    const item = { customer: customer as ImportedCustomer["customer"] };
    return address ? { ...item, address: address as NonNullable<ImportedCustomer["address"]> } : item;
  },
};

function namesOf({ first_name, last_name, name }: Cells): Record<string, string> {
  if (first_name === undefined && last_name === undefined) return name === undefined ? {} : nameParts(name);
  return filled({ first_name, last_name }) as Record<string, string>;
}

// An address without a street or a city, as exports have of those who never bought, is none.
function addressOf(cells: Cells): Record<string, unknown> | undefined {
  const { address_line1: line1, address_city: city, address_country_code: country } = cells;
  if (line1 === undefined || city === undefined) return undefined;
  const place = /^[A-Za-z]{2}$/.test(country ?? "") ? { country_code: country } : { country };
  const { address_line2: line2, address_state: state, address_postal_code: postal_code } = cells;
  return filled({ line1, line2, city, state, postal_code, ...place });
}
