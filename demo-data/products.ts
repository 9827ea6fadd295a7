import type { TaxClass } from "../services/contracts.ts";
import { demoUlid } from "./ids.ts";
import type { SampleStore } from "./stores.ts";

/** A product of the demo, with its opening stock. Amounts are minor units. */
export interface SampleProduct {
  id: string;
  sku: string;
  name: string;
  description: string;
  price: number;
  tax_class: TaxClass;
  track_stock: boolean;
  modifiers: { id: string; name: string; price: number }[];
  /** The quantity on hand at first; null when stock is not tracked. */
  stock: number | null;
}

/** The products of a demo store, the same in every service and on every day. */
export function demoProducts(store: Pick<SampleStore, "store_id" | "country">): SampleProduct[] {
  let modifiers = 0;
  return lines.map(([sku, name, description, prices, stock, extras = [], tax_class = "standard"], index) => ({
    id: demoUlid("item", store.store_id, index + 1),
    sku,
    name,
    description,
    price: priceIn(store, prices),
    tax_class,
    track_stock: stock !== null,
    modifiers: extras.map(([label, price]) => ({
      id: demoUlid("mod", store.store_id, ++modifiers),
      name: label,
      price: priceIn(store, price),
    })),
    stock,
  }));
}

type Prices = readonly [taka: number, cents: number];
type Line = readonly [
  sku: string,
  name: string,
  description: string,
  prices: Prices,
  stock: number | null,
  extras?: readonly (readonly [string, Prices])[],
  tax_class?: TaxClass,
];

const priceIn = ({ country }: { country: string }, [taka, cents]: Prices) => (country === "BD" ? taka * 100 : cents);

const lines: readonly Line[] = [
  [
    "PASTA-ALFREDO",
    "Alfredo Pasta",
    "Fettuccine in cream and parmesan.",
    [450, 1_249],
    240,
    [
      ["Extra cheese", [60, 150]],
      ["Grilled chicken", [120, 300]],
    ],
  ],
  [
    "PIZZA-MARGHERITA",
    "Pizza Margherita",
    "Tomato, mozzarella, basil.",
    [620, 1_399],
    180,
    [
      ["Extra cheese", [60, 150]],
      ["Large", [180, 400]],
    ],
  ],
  [
    "BIRYANI-KACCHI",
    "Kacchi Biryani",
    "Mutton, potatoes and basmati rice, sealed and steamed.",
    [380, 1_499],
    300,
    [["Borhani", [70, 200]]],
  ],
  [
    "BURGER-BEEF",
    "Beef Burger",
    "Flame-grilled, with pickles and a soft bun.",
    [290, 999],
    260,
    [
      ["Bacon", [90, 200]],
      ["No onions", [0, 0]],
    ],
  ],
  ["SALAD-GARDEN", "Garden Salad", "Leaves, cucumber, tomato and lime.", [180, 799], 120],
  ["COFFEE-BEANS-1KG", "Coffee Beans, 1 kg", "Single origin, medium roast.", [1_450, 2_499], 90],
  ["TEA-DARJEELING", "Darjeeling Tea, 250 g", "First flush.", [680, 1_299], 140, [], "zero"],
  ["MUG-CLAY", "Clay Mug", "Thrown by hand, holds 300 ml.", [520, 1_199], 75],
  ["TSHIRT-ORGANIC", "Organic T-shirt", "Heavy cotton, made to last.", [850, 1_999], 160, [["Gift wrap", [50, 300]]]],
  ["JAMDANI-SCARF", "Jamdani Scarf", "Hand-woven muslin.", [3_200, 4_999], 40],
  ["NOTEBOOK-A5", "Notebook, A5", "Dotted, 160 pages.", [340, 899], 220],
  ["GIFT-CARD", "Gift Card", "Sent by e-mail.", [1_000, 2_500], null, [], "zero"],
];
