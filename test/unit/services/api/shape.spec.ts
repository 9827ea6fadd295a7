import { expect } from "chai";
import { enumeration } from "../../../../services/api/surfaces/shared/enumerations.ts";
import {
  count,
  id,
  list,
  money,
  oneOf,
  optional,
  orNull,
  text,
  time,
} from "../../../../services/api/surfaces/shared/fields.ts";
import { type Presented, shape } from "../../../../services/api/surfaces/shared/shape.ts";
import type { Store } from "../../../../services/contracts.ts";

interface Line {
  name: string;
  price: number;
}

interface Order {
  id: string;
  note: string | null;
  comment?: string;
  total: number;
  state: "open" | "closed";
  lines: Line[];
  first: Line | null;
  created_at: number;
}

const store = { currency_decimals: 2, domain_id: "dom_1" } as Store;
const state = enumeration("State", ["open", "closed"]);
const line = shape<Line>("Line").with({ name: text("Tea"), price: money(1.5) });
const order = shape<Order>("Order").with({
  id: id("ord_1"),
  domain_id: id("dom_1").from((_order, { domain_id }) => domain_id),
  note: orNull(text("Ring twice"), "For the courier."),
  comment: optional(text("None")),
  amount: money(3).from("total"),
  state: oneOf(state, "open"),
  pieces: count(2).from(({ lines }) => lines.length),
  lines: list(line),
  first: orNull(line).showing(null),
  created_at: time("2025-06-15T10:30:00.000Z"),
});
const found: Order = {
  id: "ord_7",
  note: null,
  total: 1999,
  state: "closed",
  lines: [{ name: "Tea", price: 1005 }],
  first: null,
  created_at: Date.UTC(2026, 0, 2),
};

describe("a shape", () => {
  it("presents the source: properties, renamed ones, computed ones, other shapes and lists of them", () => {
    const shown: Presented<typeof order> = order.present(found, store);
    expect(shown).to.deep.equal({
      id: "ord_7",
      domain_id: "dom_1",
      note: null,
      comment: undefined,
      amount: 19.99,
      state: "closed",
      pieces: 1,
      lines: [{ name: "Tea", price: 10.05 }],
      first: null,
      created_at: "2026-01-02T00:00:00.000Z",
    });
  });

  it("gives amounts the decimals of the store's currency", () => {
    const inDinars = { currency_decimals: 3 } as Store;
    expect(line.present({ name: "Tea", price: 1005 }, inDinars)).to.deep.equal({ name: "Tea", price: 1.005 });
  });

  it("has an example that its schema accepts, and a schema that takes nothing else", () => {
    const strict = { convert: false };
    expect(order.example.lines).to.deep.equal([{ name: "Tea", price: 1.5 }]);
    expect(order.schema.validate(order.example, strict).error).to.equal(undefined);
    expect(order.schema.validate({ ...order.example, more: 1 }, strict).error?.message).to.contain('"more"');
    const { note: _note, ...lacking } = order.example;
    expect(order.schema.validate(lacking, strict).error?.message).to.contain('"note" is required');
  });

  it("takes more fields from where it was declared", () => {
    const detail = shape<Order & { tags: string[] }>("OrderDetail").with({ ...order.fields, tags: list(text("new")) });
    expect(detail.present({ ...found, tags: ["a"] }, store)).to.deep.include({ id: "ord_7", tags: ["a"] });
  });
});
