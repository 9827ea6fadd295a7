/** Something that must never be, and the order that it is about. */
export interface Violation {
  what: string;
  order?: string;
}

/** What the database says of an order. */
export interface Order {
  public_id: string;
  order_number: string;
  customer_id: string;
  status: string;
  grand_total: number;
  financial_status: string;
}
