import * as t from "../../mixins/actions/params.ts";

/** Who did it: a merchant's user, an app, a customer, staff, or the system itself. */
export interface Actor {
  type: "merchant" | "app" | "customer" | "staff" | "system";
  id: string;
}

/** What travels with every call: identity and request id, nothing else. */
export interface CallMeta {
  actor?: Actor;
  request_id?: string;
  /** Set on the way back when a write was answered from its idempotency record. */
  $replayed?: boolean;
}

/** The parameters of every action that changes state: repeating it with the same key changes nothing more. */
export type Write = t.ObjectOf<typeof t.write>;

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

/** A page by number, or what follows a cursor. */
export type Paging = t.ObjectOf<typeof t.paging>;

export interface List<Item> {
  items: Item[];
  total: number;
  total_is_capped: boolean;
  next_cursor: string | null;
}

export type Snapshot = Record<string, unknown>;

/** A change told by its fields: only what differs stands in `before` and `after`. */
export interface Change {
  /** What the changed fields were; null for what is new. */
  before: Snapshot | null;
  /** What they are now; null for what is gone. */
  after: Snapshot | null;
}

const shortText = t.nullable(t.text(40));
const line = t.nullable(t.text(255));

/** A place that goods go to or come from, in the system's one shape. What a client may send is the surfaces' matter. */
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
