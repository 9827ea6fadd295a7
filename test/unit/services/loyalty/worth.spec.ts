import { expect } from "chai";

const { defaultProgram, worthOf } = await import("../../../../services/loyalty/program.rules.ts");

describe("worth of points", () => {
  const worth = (points: number, decimals: number) => worthOf(defaultProgram, points, decimals);

  it("follows the currency's decimals", () => {
    expect([worth(500, 2), worth(500, 0), worth(500, 3), worth(1, 2), worth(1, 3)]).to.deep.equal([
      500, 5, 5_000, 1, 10,
    ]);
  });

  it("rounds down, so that parts are never worth more than the whole", () => {
    expect([worth(50, 0), worth(99, 0), worth(150, 0), worth(199, 0)]).to.deep.equal([0, 0, 1, 1]);
    const expensive = { ...defaultProgram, points_per_reward_unit: 1_000 };
    expect(worthOf(expensive, 5, 2)).to.equal(0);
    expect(worthOf(expensive, 10, 2)).to.equal(1);
  });
});
