import type { ActionParams, MessagePayload, MessageRecipient, MessageStore } from "../../../services/contracts.ts";

/** Parts of a sample request that a test replaces. */
export interface SampleParts {
  store?: Partial<MessageStore>;
  payload?: Partial<MessagePayload>;
  recipient?: Partial<MessageRecipient>;
}

type NotifyRequest = Omit<ActionParams<"notifications.notify">, "idempotency_key" | "occasion">;

/** A shipped order of two items, to a customer of a store in Dhaka. */
export function sampleRequest({ store, payload, recipient }: SampleParts = {}): NotifyRequest {
  return {
    store: {
      store_id: 882,
      tenant_id: "ten_test",
      name: "Corner Shop",
      language: "en",
      currency: "BDT",
      currency_decimals: 2,
      timezone: "Asia/Dhaka",
      ...store,
    },
    payload: {
      order_id: "ord_1",
      order_number: "A-1042",
      status: "shipped",
      grand_total: 1_234_550,
      currency: "BDT",
      items: [
        { name: "Alfredo Pasta", quantity: 2, total: 45_000 },
        { name: "Clay mug", quantity: 12, total: 39_550 },
      ],
      awb: "1Z999AA10123456784",
      tracking_url: "https://www.ups.com/track?tracknum=1Z999AA10123456784&lang=en",
      shipping_method: "Express",
      ...payload,
    },
    recipient: {
      customer_id: "cust_ann",
      name: "Ann Lee",
      email: "ann.lee@example.com",
      phone: "+8801711000000",
      ...recipient,
    },
  };
}

/** Hostile values: markup, template code, quotes, another text direction, line breaks, and excessive length. */
export const hostile = [
  "<script>alert(1)</script>",
  "</td></table><img src=x onerror=alert(1)>",
  "{{ 7 | times: 6 }}{% include 'x' %}{{ labels.track }}",
  `"><a href="javascript:alert(1)">x</a>'`,
  "\u202eمرحبا بالعالم שלום",
  "👩‍👩‍👧‍👦 💥 \ud800",
  "first\r\nBcc: all@example.com\n\n== footer\nsecond",
  "x".repeat(500),
  "&amp;&lt;&#x3c;",
];

/** The same request with a hostile value in every text field. */
export const hostileRequest = (value: string, language: string): NotifyRequest =>
  sampleRequest({
    store: { name: value, language },
    recipient: { name: value },
    payload: {
      order_number: value.slice(0, 60),
      status: value.slice(0, 30),
      items: [
        { name: value, quantity: 1, total: 1 },
        { name: value, quantity: 99_999, total: 9_007_199_254_740_991 },
      ],
      note: value,
      awb: value.slice(0, 255),
      shipping_method: value.slice(0, 255),
      tracking_url: `https://example.com/${encodeURIComponent(value.toWellFormed())}?q="><script>`,
      cancel_reason: value,
      refund_amount: 100,
    },
  });
