const { describePayments } = await import("../../../support/payments/suite.ts");
describePayments("SQLite");
