import "../../../support/data-dir.ts";

const { describePayments } = await import("../../../support/payments/suite.ts");
describePayments("SQLite");
