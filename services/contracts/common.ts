import * as t from "../../mixins/actions/params.ts";

/** The author of a change. */
export interface Actor {
  type: "merchant" | "app" | "customer" | "staff" | "system";
  id: string;
}

/** Metadata of every call. */
export interface CallMeta {
  actor?: Actor;
  request_id?: string;
  /** Set where what is read may be a second old: by the gateway, for lists of a client that has written nothing lately. */
  may_be_old?: boolean;
  /** Set on the response when the result of a write is the recorded one. */
  $replayed?: boolean;
}

/** Parameters of every action that changes state: a repetition with the same key has no further effect. */
export type Write = t.ObjectOf<typeof t.write>;

/** A customer of a store. */
export type CustomerKey = t.ObjectOf<typeof t.ofCustomer>;

/** A store and its tenant, as every event names them. */
export interface OfStore {
  store_id: number;
  tenant_id: string;
}

export type FreeObject = Record<string, unknown>;

export { sortOrders } from "../../mixins/actions/params.ts";

export type SortOrder = (typeof t.sortOrders)[number];

export interface Sorting<Column extends string> {
  by: Column;
  order: SortOrder;
}

/** A page by number or by cursor. */
export type Paging = t.ObjectOf<typeof t.paging>;

export interface List<Item> {
  items: Item[];
  total: number;
  total_is_capped: boolean;
  next_cursor: string | null;
}

export type Snapshot = Record<string, unknown>;

/** The fields of an entity that a change affects. */
export interface Change {
  /** Their values before the change; null for a new entity. */
  before: Snapshot | null;
  /** Their values after the change; null for a deleted entity. */
  after: Snapshot | null;
}

const shortText = t.nullable(t.text(40));
const line = t.nullable(t.text(255));

/** A postal address. The surfaces restrict what a client may send. */
export const postalAddress = t.object({
  ...t.partial({
    type: shortText,
    name: line,
    phone: shortText,
    line2: line,
    city: line,
    area: line,
    state: line,
    postal_code: shortText,
    country: t.nullable(t.text(100)),
    country_code: t.nullable(t.text(2)),
    coordinates: t.nullable(t.object({ latitude: t.number(), longitude: t.number() })),
  }),
  line1: t.text(255),
});

export type PostalAddress = t.TypeOf<typeof postalAddress>;

/** The actions of a service: parameters by its schemas, results by name. */
export type ActionsOf<
  Service extends string,
  Params extends { [Name in keyof Results]: t.Schema },
  Results extends { [Name in keyof Params]: unknown },
> = {
  [Name in keyof Results & string as `${Service}.${Name}`]: { params: t.TypeOf<Params[Name]>; result: Results[Name] };
};
