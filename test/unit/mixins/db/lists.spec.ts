import { expect } from "chai";
import type { Page, Source } from "../../../../mixins/db/keyset.ts";

const { gathered } = await import("../../../../mixins/db/conditions.ts");
const { Database } = await import("../../../../mixins/db/database.ts");
const { fetchPage, listNewest, pageOf, walk } = await import("../../../../mixins/db/keyset.ts");
const { equal, sql } = await import("../../../../mixins/db/sql.ts");

interface Row {
  id: number;
  name: string | null;
  first: string;
  last: string;
  number: number;
}

// Few values, so that many rows share a place; the letters are those whose order a careless comparison would change.
const letters = ["", "A", "a", "aa", "b", "é", "😀"];
const rows: Row[] = Array.from({ length: 60 }, (_, n) => ({
  id: n + 1,
  name: n % 4 === 0 ? null : `${letters[n % 7]}${n}`,
  first: letters[(n * 5) % 7] ?? "",
  last: letters[(n * 3) % 7] ?? "",
  number: (n * 7) % 5,
}));

const listed = {
  table: "listed",
  sortings: {
    name: { columns: ["name"], index: "name", kind: "optional text", unique: true },
    person: { columns: ["first", "last"], index: "person", kind: "text" },
    number: { columns: ["number"], index: "number" },
  },
} as const;
type By = keyof typeof listed.sortings;

const bytes = (value: string | number) => (typeof value === "string" ? Buffer.from(value) : value);
function compare(one: string | number | null, other: string | number | null): number {
  if (one === null || other === null) return Number(one !== null) - Number(other !== null);
  const [a, b] = [bytes(one), bytes(other)];
  return Buffer.isBuffer(a) && Buffer.isBuffer(b) ? Buffer.compare(a, b) : Number(a) - Number(b);
}

function sorted(by: By, order: "asc" | "desc", of: Row[] = rows): number[] {
  const columns = [...listed.sortings[by].columns, "id"] as (keyof Row)[];
  const ascending = of.toSorted((a, b) => columns.map((column) => compare(a[column], b[column])).find(Boolean) ?? 0);
  return (order === "asc" ? ascending : ascending.reverse()).map(({ id }) => id);
}

describe("keyset lists", () => {
  const db = new Database("lists");
  const ofStore = sql("t.store_id = ?", 1);

  before(async () => {
    await db.run(
      "CREATE TABLE listed (id INTEGER PRIMARY KEY, store_id INTEGER, name TEXT, first TEXT, last TEXT, number INTEGER)",
    );
    await db.run("CREATE UNIQUE INDEX listed_name ON listed (store_id, name)");
    await db.run("CREATE INDEX listed_person ON listed (store_id, first, last, id)");
    await db.run("CREATE INDEX listed_number ON listed (store_id, number, id)");
    await db.insertMany(
      "listed",
      rows.map((row) => ({ store_id: 1, ...row })),
    );
    await db.insert("listed", { id: 1_000, store_id: 2, name: "a1", first: "a", last: "a", number: 1 });
  });
  after(() => db.close());

  async function idsOf(by: By, order: "asc" | "desc", sourcesOf: (page: Page) => Source[]): Promise<number[]> {
    const ids: number[] = [];
    for (let cursor: string | null | undefined; cursor !== null; ) {
      const page = pageOf(listed, { sort: { by, order }, limit: 7, cursor });
      const found = await fetchPage<Row>(db, page, ...sourcesOf(page));
      ids.push(...found.rows.map(({ id }) => id));
      cursor = found.next_cursor;
    }
    return ids;
  }

  for (const by of ["name", "person", "number"] as const) {
    for (const order of ["asc", "desc"] as const) {
      it(`have every row once and in order, sorted by ${by}, ${order}, along its index and gathered`, async () => {
        expect(await idsOf(by, order, ({ key }) => [walk(listed, key.index, [ofStore])])).to.deep.equal(
          sorted(by, order),
        );
        const few = sql("SELECT id FROM listed WHERE store_id = ? AND number IN (?, ?)", 1, 1, 3);
        const condition = { source: few, check: sql("t.number IN (?, ?)", 1, 3) };
        const expected = sorted(
          by,
          order,
          rows.filter(({ number }) => number === 1 || number === 3),
        );
        expect(await idsOf(by, order, () => [gathered(listed, condition, [])])).to.deep.equal(expected);
        const parts = [1, 3].map((number) => walk(listed, undefined, [ofStore, sql("t.number = ?", number)]));
        expect(await idsOf(by, order, () => parts)).to.deep.equal(expected);
      });
    }
  }

  it("refuse a cursor of another sorting, order, owner or form", async () => {
    const page = pageOf(listed, { sort: { by: "number", order: "asc" }, limit: 1 }, "a");
    const { next_cursor } = await fetchPage<Row>(db, page, walk(listed, "number", [ofStore]));
    const cursor = next_cursor ?? "";
    const read = (by: By, order: "asc" | "desc", owner?: string, text = cursor) => {
      try {
        return pageOf(listed, { sort: { by, order }, limit: 1, cursor: text }, owner).behind.length;
      } catch (error) {
        return (error as { type?: string }).type;
      }
    };
    expect(read("number", "asc", "a")).to.equal(1);
    expect([
      read("number", "desc", "a"),
      read("person", "asc", "a"),
      read("number", "asc", "b"),
      read("number", "asc"),
      read("number", "asc", "a", "x"),
      read("number", "asc", "a", Buffer.from('["listed of a","number","asc","1",2]').toString("base64url")),
      read("number", "asc", "a", Buffer.from('["listed of a","number","asc",1,2,3]').toString("base64url")),
    ]).to.deep.equal(Array(7).fill("invalid_cursor"));
  });

  it("count a filter's matches, and tell the kept number without one", async () => {
    const list = (filters: ReturnType<typeof equal>, total?: () => number) =>
      listNewest<Row, number>(
        db,
        { table: "listed", by: "number", where: equal({ store_id: 1 }), filters, total },
        { limit: 2 },
        ({ id }) => id,
      );
    expect(await list([])).to.include({ total: 60, total_is_capped: false });
    expect(await list([], () => 77)).to.include({ total: 77, total_is_capped: false });
    expect(await list(equal({ number: 2 }), () => 77)).to.include({ total: 12, total_is_capped: false });
  });
});
