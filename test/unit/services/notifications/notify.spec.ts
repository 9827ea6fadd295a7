import "../../../support/data-dir.ts";

const { describeNotifications } = await import("../../../support/notifications/suite.ts");
describeNotifications("SQLite");
