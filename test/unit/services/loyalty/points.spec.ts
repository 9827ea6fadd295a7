const { describePoints } = await import("../../../support/loyalty/points.ts");

describePoints("SQLite");
