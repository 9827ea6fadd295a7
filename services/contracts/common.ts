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
export interface Write {
  idempotency_key: string;
}

export type FreeObject = Record<string, unknown>;

export interface Sorting<Column extends string> {
  by: Column;
  order: "asc" | "desc";
}

/** A page by number, or what follows a cursor. */
export interface Paging {
  page?: number;
  cursor?: string;
  limit: number;
}

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

/** A place that goods go to or come from, in the system's one shape. */
export interface PostalAddress {
  type?: string | null;
  name?: string | null;
  phone?: string | null;
  line1: string;
  line2?: string | null;
  city?: string | null;
  area?: string | null;
  state?: string | null;
  postal_code?: string | null;
  country?: string | null;
  country_code?: string | null;
  coordinates?: { latitude: number; longitude: number } | null;
}
