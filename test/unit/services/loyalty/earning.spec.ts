import "../../../support/data-dir.ts";

const { describeEarning } = await import("../../../support/loyalty/earning.ts");

describeEarning("SQLite");
