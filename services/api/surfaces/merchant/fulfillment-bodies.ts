import Joi from "joi";
import type { FulfillmentChanges, Person, PostalAddress, Recipient, Store } from "../../../contracts.ts";
import { refuseFields } from "../../errors.ts";
import { amountBody, assertAmounts, filledTextBody, minorUnits, phoneBody } from "../../formats.ts";
import { component } from "../../openapi/component.ts";
import { postalAddressBody } from "../shared/address.ts";
import { fulfillmentStatus } from "../shared/enumerations.ts";
import { idOf } from "../shared/requests.ts";
import { emptiableTrackingBody } from "./tracking-body.ts";

interface LabelledItem {
  id: string;
  name?: string;
  quantity: number;
  selling_price?: number;
}

export interface CreateBody {
  items: LabelledItem[];
  awb?: string | null;
  tracking_url?: string | null;
  provider_id?: string | null;
  shipping_method?: string | null;
  customer?: Recipient | null;
  delivery_person?: Person | null;
  pickup_address?: PostalAddress | null;
  notify_customer: boolean;
}

export interface UpdateBody extends FulfillmentChanges {
  notify_customer: boolean;
}

const person = {
  name: filledTextBody(255).required(),
  phone: phoneBody().allow(null).default(null),
};

const deliveryPerson = () => deliveryPersonBody.allow(null);

const deliveryPersonBody = component("DeliveryPersonInput", Joi.object<Person>(person));

/** The body of a new fulfilment. */
export const createBody = Joi.object<CreateBody>({
  items: Joi.array()
    .items(
      Joi.object<LabelledItem>({
        id: idOf("iid_001").required().description("Of the order's item."),
        name: filledTextBody(255).description("For the label."),
        quantity: Joi.number().integer().min(1).max(1_000_000).required(),
        selling_price: amountBody().description("For the label. No more decimals than the currency has."),
      }),
    )
    .min(1)
    .max(200)
    .required(),
  ...emptiableTrackingBody(),
  provider_id: Joi.string().max(64).allow(null).description("An integrated courier to book; null for one's own."),
  customer: Joi.object<Recipient>({
    ...person,
    address: postalAddressBody.allow(null).default(null),
  }).allow(null),
  delivery_person: deliveryPerson(),
  pickup_address: postalAddressBody.allow(null),
  notify_customer: Joi.boolean().default(false),
});

const changes = { status: fulfillmentStatus.schema, ...emptiableTrackingBody(), delivery_person: deliveryPerson() };

/** The body of a change of a fulfilment. */
export const updateBody = Joi.object<UpdateBody>({ ...changes, notify_customer: Joi.boolean().default(false) })
  .or(...Object.keys(changes))
  .messages({ "object.missing": "Nothing is given that would change" });

/** The workflow's parameters of a new fulfilment. Throws `validation_error` for a repeated item or too many decimals. */
export function creatingOf({ items, notify_customer: notify, ...fulfillment }: CreateBody, store: Store) {
  const twice = items.flatMap(({ id }, at) => (items.findIndex((item) => item.id === id) < at ? [at] : []));
  if (twice.length > 0)
    refuseFields(twice.map((at) => ({ path: `items.${at}.id`, message: `"items[${at}].id" is named twice` })));
  const prices = items.map(({ selling_price }, at) => [`items.${at}.selling_price`, selling_price]);
  assertAmounts(Object.fromEntries(prices), store);
  return {
    items: items.map(({ id, quantity }) => ({ item_id: id, quantity })),
    labels: Object.fromEntries(items.map((item) => [item.id, labelOf(item, store)])),
    fulfillment,
    notify,
  };
}

function labelOf({ name, selling_price: price }: LabelledItem, store: Store) {
  return {
    ...(name === undefined ? {} : { name }),
    ...(price === undefined ? {} : { selling_price: minorUnits(price, store) }),
  };
}

/** The workflow's parameters of a change. */
export const updatingOf = ({ notify_customer: notify, ...changes }: UpdateBody) => ({ changes, notify });

const deliveryAddress = {
  type: "HOME",
  name: "John Doe",
  phone: "+919999999999",
  line1: "123 Main Street",
  line2: "Apartment 4B",
  city: "Mumbai",
  state: "Maharashtra",
  postal_code: "400001",
  country: "India",
  country_code: "IN",
  coordinates: { latitude: 19.076, longitude: 72.8777 },
};

const pickupAddress = {
  type: "OFFICE",
  name: "Central Kitchen",
  phone: "+919999999999",
  line1: "456 Business Hub",
  city: "Mumbai",
  state: "Maharashtra",
  postal_code: "400001",
  country: "India",
  country_code: "IN",
};

/** The example of a new fulfilment. */
export const createExample = {
  items: [{ id: "iid_001", name: "Alfredo Pasta", quantity: 2, selling_price: 100 }],
  awb: "1Z999AA10123456784",
  tracking_url: "https://www.ups.com/track?tracknum=1Z999AA10123456784",
  provider_id: null,
  shipping_method: "Self-Delivery",
  notify_customer: true,
  customer: { name: "Anjali Patel", phone: "+918765432109", address: deliveryAddress },
  delivery_person: { name: "Rider Rahul", phone: "+919876543210" },
  pickup_address: pickupAddress,
};
