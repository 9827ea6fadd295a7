const { describeNotifications } = await import("../../../support/notifications/suite.ts");
describeNotifications("SQLite");
