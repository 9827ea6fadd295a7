const { describeSendingCodes } = await import("../../../support/notifications/codes.ts");
describeSendingCodes("SQLite");
