import { expect } from "chai";
import { keptAnswers } from "../../../../services/api/surfaces/shared/answers.ts";
import { money, text } from "../../../../services/api/surfaces/shared/fields.ts";
import { shape } from "../../../../services/api/surfaces/shared/shape.ts";
import type { Store } from "../../../../services/contracts.ts";

interface Source {
  name: string;
  price: number;
}

describe("answers that are kept", () => {
  const priced = shape<Source>("KeptAnswer").with({ name: text("Pasta"), price: money(12.5) });
  const { output } = keptAnswers(priced, ({ found }: { found: Source }) => found);
  const storeOf = (currency_decimals: number) => ({ currency_decimals }) as Store;

  it("are one text while their source lives and their store is the same", () => {
    const [found, store] = [Object.freeze({ name: "Pasta", price: 1_250 }), storeOf(2)];
    expect(output({ found }, { store })).to.equal('{"name":"Pasta","price":12.5}');
    expect(output({ found }, { store: storeOf(3) })).to.equal('{"name":"Pasta","price":1.25}');
    expect(output({ found }, { store })).to.equal('{"name":"Pasta","price":12.5}');
  });

  it("are made anew of what may change", () => {
    const [found, store] = [{ name: "Pasta", price: 1_250 }, storeOf(2)];
    expect(output({ found }, { store })).to.deep.equal({ name: "Pasta", price: 12.5 });
    found.price = 100;
    expect(output({ found }, { store })).to.deep.equal({ name: "Pasta", price: 1 });
  });
});
