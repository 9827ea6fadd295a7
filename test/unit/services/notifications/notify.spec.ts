import "../../../support/data-dir.ts";

const { describeTelling } = await import("../../../support/notifications/suite.ts");
describeTelling("SQLite");
