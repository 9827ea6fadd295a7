import { expect } from "chai";
import { decodeTime } from "ulid";
import { newId } from "../index.ts";

describe("ids", () => {
  const real = Date.now;
  afterEach(() => {
    Date.now = real;
  });
  const timeOf = (id: string) => decodeTime(id.slice(id.indexOf("_") + 1));

  it("sort in the order in which they were made, within a millisecond and after a small step back too", () => {
    let now = real();
    Date.now = () => now;
    const ids = [newId("ord"), newId("ord"), newId("ord")];
    now -= 500;
    ids.push(newId("ord"));
    expect(ids).to.deep.equal(ids.toSorted());
    expect(new Set(ids)).to.have.property("size", 4);
  });

  it("have the right time again after a clock that was a day ahead is set right", () => {
    const now = real();
    Date.now = () => now + 86_400_000;
    newId("ord");
    Date.now = () => now;
    expect(timeOf(newId("ord"))).to.equal(now);
  });
});
