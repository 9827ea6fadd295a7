const { describeLots } = await import("../../../support/loyalty/lots.ts");

describeLots("SQLite");
