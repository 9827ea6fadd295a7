import { execFileSync } from "node:child_process";
import { expect } from "chai";

/** How many bytes of the old generation a thousand new objects take, of a place whose earlier objects lived long. */
function bytesOfNewObjects(imported: string): number {
  const program = `
    import { getHeapSpaceStatistics } from "node:v8";
    ${imported}
    const held = [];
    const fill = (count) => {
      for (let at = 0; at < count; at++) held[at] = [{}, {}, {}];
    };
    for (let turn = 0; turn < 100; turn++) fill(10_000);
    const used = () => getHeapSpaceStatistics().find(({ space_name }) => space_name === "old_space").space_used_size;
    const grown = Array.from({ length: 9 }, () => {
      const before = used();
      fill(1_000);
      return used() - before;
    });
    // The middle one, for a collection comes between some of them.
    console.log(grown.sort((one, other) => one - other)[4]);`;
  const small = ["--min-semi-space-size=1", "--max-semi-space-size=1"];
  return Number(execFileSync(process.execPath, [...small, "--input-type=module", "-e", program], { encoding: "utf8" }));
}

describe("the heap", () => {
  it("makes every object in the young generation, where V8 by itself makes some in the old one", () => {
    expect(bytesOfNewObjects(""), "by itself").to.be.above(100_000);
    expect(bytesOfNewObjects('import "./config/heap.ts";')).to.be.below(10_000);
  });
});
