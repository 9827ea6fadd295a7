import "../../../support/data-dir.ts";

const { describeReturns } = await import("../../../support/returns/suite.ts");
describeReturns("SQLite");
