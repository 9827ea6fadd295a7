import fc from "fast-check";
import { orderDetail as merchants } from "../../../../services/api/surfaces/merchant/order-shapes.ts";
import { orderDetail as shoppers } from "../../../../services/api/surfaces/storefront/order-shapes.ts";
import { priceOf } from "../../../../services/catalog/pricing.rules.ts";
import type { FullOrder, ItemQuantity, OrderItem, Store } from "../../../../services/contracts.ts";
import { noPieces, viewsOf } from "../../../../services/orders/pieces.rules.ts";
import { type Act, anyAct } from "../../../support/lives/acts.ts";
import { assertWhole } from "../../../support/lives/invariants.ts";
import { isRefusal, ModelOrder } from "../../../support/lives/model.ts";

/** Lives of orders; ORDER_LIVES asks for more. On failure fast-check prints the seed; PROPERTY_SEED repeats it. */
const numRuns = Number(process.env.ORDER_LIVES ?? 500);

const classes = ["standard", "reduced", "zero"];

const drawn = fc.record({
  decimals: fc.constantFrom(0, 2, 3),
  lines: fc.array(
    fc.record({
      price: fc.oneof(fc.constant(0), fc.integer({ min: 1, max: 99_999 })),
      quantity: fc.integer({ min: 1, max: 5 }),
    }),
    {
      minLength: 1,
      maxLength: 20,
    },
  ),
  percent: fc.constantFrom(0, 0, 1_250, 3_333, 10_000),
  tip: fc.constantFrom(0, 0, 1, 777),
  shipping: fc.constantFrom(0, 599),
  declines: fc.boolean(),
  acts: fc.array(anyAct, { minLength: 30, maxLength: 30 }),
});

describe("the rules of an order, whatever its merchant and its shopper do", function () {
  this.timeout(60_000 + numRuns * 100);

  it("keep every piece and every unit of money, in every view", () => {
    fc.assert(
      fc.property(drawn, ({ acts, decimals, declines, ...wish }) => {
        const model = new ModelOrder(placed(wish));
        const store = { currency_decimals: decimals, settings: {}, domain_id: "dom_1", timezone: "UTC" } as Store;
        for (const act of acts) {
          perform(model, act, declines);
          check(model.order, store);
        }
        const { refundable } = model.order.money;
        if (refundable > 0) model.refund({ amount: refundable }, false);
        check(model.order, store);
        if (model.order.grand_total > 0 && model.order.money.refundable !== 0) throw new Error("Money is left.");
      }),
      { numRuns, endOnFailure: numRuns > 1_000 },
    );
  });
});

function check(order: FullOrder, store: Store): void {
  const views = { order: merchants.present(order, store), own: shoppers.present({ ...order, now: Date.now() }, store) };
  assertWhole({ ...views, decimals: store.currency_decimals });
}

function perform(model: ModelOrder, act: Act, declines: boolean): void {
  try {
    performances[act.kind](model, act, declines);
  } catch (error) {
    if (!isRefusal(error)) throw error;
  }
}

const some = ({ order }: ModelOrder, { which, amount }: Act): ItemQuantity[] => {
  const item = order.items[which % order.items.length] as OrderItem;
  return [{ item_id: item.id, quantity: 1 + (amount % item.quantity) }];
};

const moves = ["shipped", "delivered", "lost", "returned_to_sender", "cancelled"] as const;
const statuses = ["confirmed", "processing", "shipped", "delivered"] as const;

const performances: Record<Act["kind"], (model: ModelOrder, act: Act, declines: boolean) => void> = {
  fulfil: (model, act) => model.fulfil(some(model, act), act.choice % 5 === 0),
  move: (model, { which, choice }) => model.moveParcel(which, moves[choice % moves.length] ?? "shipped"),
  status: (model, { choice }) => model.setStatus(statuses[choice % statuses.length] ?? "confirmed"),
  cancel: (model, { which }) => {
    if (which % 4 === 0) model.cancel();
  },
  return: (model, act) => model.askBack(some(model, act), act.choice % 2 === 0 ? "refund" : "replacement"),
  decide: (model, { which, choice }) => model.decide(which, choice % 3 > 0),
  refund: (model, act, declines) => {
    const amount = 1 + Math.floor((model.order.grand_total * act.amount) / 400);
    const declined = declines && act.which % 2 === 0;
    model.refund(act.choice % 2 === 0 ? { items: some(model, act) } : { amount }, declined);
  },
  settle: (model, { which }) => model.settle(which),
};

interface Wish {
  lines: { price: number; quantity: number }[];
  percent: number;
  tip: number;
  shipping: number;
}

// Priced as the catalog prices a cart, with shipping as other channels have it.
function placed({ lines, percent, tip, shipping }: Wish): FullOrder {
  const products = lines.map(({ price }, index) => {
    const of = { id: `item_${index}`, sku: `SKU-${index}`, name: `P ${index}`, active: true, track_stock: true };
    return { ...of, price, tax_class: classes[index % 3] ?? "zero", modifiers: [] };
  });
  const cart = {
    location_id: "loc_1",
    items: lines.map(({ quantity }, index) => ({ product_id: `item_${index}`, quantity })),
  };
  const code = { id: "promo_1", code: "SAVE", type: "percentage", value: percent, description: "", min_subtotal: 0 };
  const limits = {
    starts_at: null,
    ends_at: null,
    usage_limit: null,
    per_customer_limit: null,
    times_used: 0,
    active: true,
  };
  const priced = priceOf(
    { ...cart, tip, ...(percent > 0 ? { promo_code: "SAVE" } : {}) },
    {
      location: { tax_rate: 150_000, tax_rates: { reduced: 70_000 }, order_types: [] },
      products: new Map(products.map((product) => [product.id, product])),
      promotion: {
        ...code,
        ...limits,
        used_by_customer: 0,
        store_id: 1,
        version: 1,
        created_at: 0,
        updated_at: 0,
      } as never,
      now: 1,
    },
  );
  const items = priced.items.map(({ track_stock, tax_class, ...item }, index) => ({
    ...item,
    id: `oit_${index}`,
    pieces: noPieces,
    ...viewsOf(noPieces),
    worth: item.total - item.discount + item.tax,
    source_id: null,
  }));
  const { sub_total, discount, tax } = priced;
  const grand_total = priced.total + shipping;
  const payment = {
    status: "captured",
    amount: grand_total,
    captured: grand_total,
    refunded: 0,
    disputed: 0,
    created_at: 0,
    updated_at: 0,
  };
  const paid = { captured: grand_total, refunded: 0, disputed: 0, refundable: grand_total };
  const money = { payments: [payment], refunds: [], disputes: [], ...paid };
  const head = { id: "ord_1", status: "confirmed", financial_status: "paid", fulfillment_status: "unfulfilled" };
  const amounts = { sub_total, discount, tax, tip, shipping, grand_total, currency: "BDT" };
  const rest = {
    items,
    money,
    fulfillments: [],
    returns: [],
    timeline: [],
    tags: [],
    delivered_at: null,
    promotion: null,
  };
  const now = Date.now();
  const made = {
    ...head,
    ...amounts,
    ...rest,
    created_at: now,
    updated_at: now,
    contact: null,
    shipping_address: null,
  };
  return { ...made, customer_id: "cust_1", funded_by: null, cancel_reason_details: null } as unknown as FullOrder;
}
