import { expect } from "chai";
import type { action } from "../../../../mixins/actions/action.ts";
import {
  anyOf,
  anything,
  boolean,
  freeObject,
  ifVersions,
  integer,
  joi,
  list,
  nullable,
  object,
  oneOf,
  optional,
  paging,
  partial,
  record,
  type Schema,
  sorting,
  string,
  type Typed,
  type TypeOf,
  text,
  unchecked,
  write,
} from "../../../../mixins/actions/params.ts";
import type { ActionParams, CustomerSort } from "../../../../services/contracts.ts";
import { params as customers } from "../../../../services/customers/customers.schema.ts";

type Equal<A, B> = (<T>() => T extends A ? 1 : 2) extends <T>() => T extends B ? 1 : 2 ? true : false;
/** Compiles when its argument is true; the compiler runs it. */
const holds = <_Claim extends true>() => undefined;
const fails = <_Claim extends false>() => undefined;

const colours = ["red", "green"] as const;
const thing = object({
  name: string(3),
  note: optional(text(5)),
  colour: oneOf(colours),
  size: nullable(integer().min(1)),
  on: boolean(),
  tags: optional(list(string()).max(2)),
  prices: record(integer()),
  more: optional(freeObject()),
  either: anyOf(object({ a: integer() }), object({ b: string() })),
});
const right = { name: "abc", colour: "red", size: null, on: true, prices: { x: 1 }, either: { a: 1 } };

const faults = (schema: Schema, value: unknown) =>
  joi(schema)
    .validate(value, { abortEarly: false, convert: false })
    .error?.details.map(({ message }) => message) ?? [];

describe("parameters of actions", () => {
  it("take what is right, and require every field that is not optional", () => {
    expect(faults(thing, right)).to.deep.equal([]);
    expect(faults(thing, { ...right, note: "", tags: ["a"], more: { any: 1 } })).to.deep.equal([]);
    const required = ["name", "colour", "size", "on", "prices", "either"].map((name) => `"${name}" is required`);
    expect(faults(thing, {})).to.have.members(required);
  });

  it("refuse what the type forbids", () => {
    const wrong: [string, unknown][] = [
      ["name", ""],
      ["name", "abcd"],
      ["name", null],
      ["note", null],
      ["colour", "blue"],
      ["colour", ""],
      ["size", 0],
      ["size", 1.5],
      ["size", "1"],
      ["on", "true"],
      ["tags", ["a", "b", "c"]],
      ["tags", [1]],
      ["prices", { x: "1" }],
      ["either", { a: 1, b: "x" }],
      ["unknown", 1],
    ];
    for (const [name, value] of wrong) {
      expect(faults(thing, { ...right, [name]: value }), `${name}: ${JSON.stringify(value)}`).to.not.deep.equal([]);
    }
  });

  it("let every field of a change be left out, and no field be another thing", () => {
    const changes = object(partial({ name: string(3), size: nullable(integer()) }));
    holds<Equal<TypeOf<typeof changes>, { name?: string; size?: number | null }>>();
    expect(faults(changes, {})).to.deep.equal([]);
    expect(faults(changes, { size: null })).to.deep.equal([]);
    expect(faults(changes, { name: null })).to.have.length(1);
  });

  it("know what a list may be sorted by", () => {
    const sort = object({ sort: sorting(["created_at", "email"]) });
    expect(faults(sort, { sort: { by: "email", order: "asc" } })).to.deep.equal([]);
    expect(faults(sort, { sort: { by: "nope", order: "asc" } })).to.have.length(1);
    const search = { store_id: 1, limit: 1, filter: {}, sort: { by: "nope", order: "asc" } };
    expect(faults(customers.search, search)).to.have.length(1);
    expect(faults(customers.search, { ...search, sort: { by: "email", order: "asc" } })).to.deep.equal([]);
  });

  it("carry their types", () => {
    interface Thing {
      name: string;
      note?: string;
      colour: "red" | "green";
      size: number | null;
      on: boolean;
      tags?: string[];
      prices: Record<string, number>;
      more?: Record<string, unknown>;
      either: { a: number } | { b: string };
    }
    type Both<A, B> = [A] extends [B] ? ([B] extends [A] ? true : false) : false;
    holds<Both<TypeOf<typeof thing>, Thing>>();
    holds<Equal<TypeOf<typeof thing>["colour"], "red" | "green">>();
    holds<Equal<TypeOf<typeof thing>["size"], number | null>>();
    const page = object({ ...paging, ...write, ...ifVersions });
    type Page = { idempotency_key: string; limit: number; page?: number; cursor?: string; if_versions?: number[] };
    holds<Both<TypeOf<typeof page>, Page>>();
    const open = object({ value: anything(), of: unchecked<{ deep: 1 }>() });
    holds<Both<TypeOf<typeof open>, { value: unknown; of: { deep: 1 } }>>();
    holds<Equal<ActionParams<"customers.search">["sort"]["by"], CustomerSort>>();
  });

  it("do not compile for an action of other parameters, wider or narrower", () => {
    type Takes = Parameters<typeof action<"customers.addresses">>[1];
    holds<typeof customers.addresses extends Takes ? true : false>();
    fails<typeof customers.getAddress extends Takes ? true : false>();
    fails<typeof customers.listGroups extends Takes ? true : false>();
    type Words = Typed<{ word: "a" | "b" }>;
    const wider = object({ word: string() });
    const narrower = object({ word: oneOf(["a"]) });
    fails<typeof wider extends Words ? true : false>();
    fails<typeof narrower extends Words ? true : false>();
  });
});
