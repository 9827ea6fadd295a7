const { describeEarning } = await import("../../../support/loyalty/earning.ts");

describeEarning("SQLite");
