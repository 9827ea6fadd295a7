import "../../../support/data-dir.ts";
import { expect } from "chai";

const { defaultProgram, worthOf } = await import("../../../../services/loyalty/program.rules.ts");

describe("what points are worth", () => {
  const worth = (points: number, decimals: number) => worthOf(defaultProgram, points, decimals);

  it("follows the currency's decimals", () => {
    expect([worth(500, 2), worth(500, 0), worth(500, 3), worth(1, 2), worth(1, 3)]).to.deep.equal([
      500, 5, 5_000, 1, 10,
    ]);
  });

  it("is never more in parts than as a whole", () => {
    expect([worth(50, 0), worth(99, 0), worth(150, 0), worth(199, 0)]).to.deep.equal([0, 0, 1, 1]);
    const dear = { ...defaultProgram, points_per_reward_unit: 1_000 };
    expect(worthOf(dear, 5, 2)).to.equal(0);
    expect(worthOf(dear, 10, 2)).to.equal(1);
  });
});
