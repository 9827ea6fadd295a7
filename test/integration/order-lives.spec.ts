import "../support/harness/data.ts";
import { expect } from "chai";
import fc from "fast-check";
import { ulid } from "ulid";
import { ask, type Parsed } from "../support/harness/index.ts";
import { newProduct } from "../support/harness/reviews.ts";
import { newCustomer, newShop, type Shop, staffOf } from "../support/harness/shop.ts";
import { type Act, anyAct } from "../support/lives/acts.ts";
import { assertWhole } from "../support/lives/invariants.ts";
import { asOwner, type Life, perform, readOrder } from "../support/lives/perform.ts";

/** Lives of orders; ORDER_LIVES asks for more. On failure fast-check prints the seed; PROPERTY_SEED repeats it. */
const numRuns = Number(process.env.ORDER_LIVES ?? 4);

/** A shop with products of each tax class. */
interface Menu {
  shop: Shop;
  location_id: string;
  products: Parsed[];
}

const classes = ["standard", "reduced", "zero"];

describe("an order through HTTP, whatever its merchant and its shopper do", function () {
  this.timeout(120_000 + numRuns * 20_000);
  const menus: Menu[] = [];
  before(async () => {
    for (const currency of ["JPY", "BDT", "KWD"]) menus.push(await openMenu(currency));
  });

  it("keeps every piece and every unit of money, in every view", async () => {
    const drawn = fc.record({
      currency: fc.nat(2),
      lines: fc.uniqueArray(fc.record({ product: fc.nat(19), quantity: fc.integer({ min: 1, max: 4 }) }), {
        minLength: 1,
        maxLength: 20,
        selector: ({ product }) => product,
      }),
      discounted: fc.boolean(),
      tip: fc.nat(7),
      declines: fc.boolean(),
      acts: fc.array(anyAct, { minLength: 30, maxLength: 30 }),
    });
    const property = fc.asyncProperty(drawn, async ({ currency, acts, declines, ...wish }) => {
      const menu = menus[currency] as Menu;
      const first = await place(menu, wish, declines ? "pm_card_refund_declined" : "pm_card_ok");
      const lives = [first];
      for (const act of acts) await live(lives, act);
      for (const life of lives) await assertWholeNow(life);
      if (!declines) await giveBackTheRest(first);
    });
    await fc.assert(property, { numRuns, endOnFailure: true });
  });
});

async function openMenu(currency: string): Promise<Menu> {
  const shop = await newShop({ currency, country: "BD" });
  const places = { name: "Kitchen", tax_rate: 0.15, tax_rates: { reduced: 0.07 }, order_types: ["PICKUP"] };
  const { body: location } = await shop.ask("POST", "/locations", { body: places });
  const products: Parsed[] = [];
  const unit = 1 / 10 ** shop.store.currency_decimals;
  for (let n = 0; n < 20; n++) {
    const price = n % 6 === 5 ? 0 : Number(((n * 37 + 1) * 7 * unit).toFixed(shop.store.currency_decimals));
    products.push(await newProduct(shop, { price, tax_class: classes[n % 3], track_stock: n % 4 === 0 }));
  }
  for (const { sku, track_stock } of products)
    if (track_stock) await shop.ask("PUT", `/inventory/${sku}`, { body: { on_hand: 100_000 } });
  await shop.ask("POST", "/promotions", { body: { code: "SAVE", type: "percentage", value: 12.5 } });
  return { shop, location_id: location.id, products };
}

interface Wish {
  lines: { product: number; quantity: number }[];
  discounted: boolean;
  tip: number;
}

async function place({ shop, location_id, products }: Menu, wish: Wish, payment_method_id: string): Promise<Life> {
  const { id: customer_id } = await newCustomer(shop);
  const items = wish.lines.map(({ product, quantity }) => ({ menu_item_id: products[product]?.id, quantity }));
  const { body, status, text } = await ask("POST", "/api/v1/customers/orders", {
    as: staffOf(shop.store, ["customer"], customer_id),
    headers: { "Idempotency-Key": ulid() },
    body: {
      location_id,
      order_type: "PICKUP",
      items,
      payment_method_id,
      tip_amount: wish.tip,
      ...(wish.discounted ? { promo_code: "SAVE" } : {}),
    },
  });
  expect(status, text).to.equal(201);
  return { shop, customer_id, order_id: body.id, order_number: body.order_number };
}

// Replacements of an order live on beside it.
async function live(lives: Life[], act: Act): Promise<void> {
  const life = lives[act.which % lives.length] as Life;
  const reply = await perform(life, act);
  expect(reply?.status ?? 200, reply?.text).to.be.below(500);
  // Acts are about items of the order, free ones too.
  expect(reply?.body.code).to.not.equal("refund_item_unknown");
  const order = await assertWholeNow(life);
  for (const { replacement_order_id: order_id } of order.returns) {
    if (order_id === null || lives.some((each) => each.order_id === order_id)) continue;
    const { order_number } = (await life.shop.ask("GET", `/orders/${order_id}`)).body;
    lives.push({ ...life, order_id, order_number });
  }
  const [first] = lives;
  if (first && first !== life) await assertWholeNow(first);
}

async function assertWholeNow(life: Life): Promise<Parsed> {
  const order = await readOrder(life);
  const own = (await asOwner(life, "GET", `/orders/${life.order_number}`)).body;
  const paid = order.payment_method === "replacement" ? { ...order, grand_total: worthOf(order) } : order;
  assertWhole({ order: paid, own, decimals: life.shop.store.currency_decimals });
  return order;
}

// A replacement costs nothing; its lines have the whole discount.
const worthOf = ({ items }: Parsed): number =>
  items.reduce((sum: number, { total, discount, tax }: Parsed) => sum + total - discount + tax, 0);

async function giveBackTheRest(life: Life): Promise<void> {
  const { currency_decimals: decimals } = life.shop.store;
  const units = (amount: number) => Math.round(amount * 10 ** decimals);
  const { grand_total, refunds } = await readOrder(life);
  const given = refunds.reduce((sum: number, { amount }: Parsed) => sum + units(amount), 0);
  const rest = units(grand_total) - given;
  const body = { amount: Number((rest / 10 ** decimals).toFixed(decimals)), reason: "other" };
  if (rest > 0)
    expect((await life.shop.ask("POST", `/orders/${life.order_id}/refunds`, { body })).status).to.equal(201);
  const after = await assertWholeNow(life);
  if (grand_total > 0) expect(after.financial_status).to.equal("refunded");
  const more = await life.shop.ask("POST", `/orders/${life.order_id}/refunds`, { body: { ...body, amount: 1 } });
  expect(more.status).to.equal(422);
}
