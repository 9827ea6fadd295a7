const { describeAccounts } = await import("../../../support/auth/suite.ts");
describeAccounts("SQLite");
