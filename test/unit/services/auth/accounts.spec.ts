import "../../../support/data-dir.ts";

const { describeAccounts } = await import("../../../support/auth/suite.ts");
describeAccounts("SQLite");
