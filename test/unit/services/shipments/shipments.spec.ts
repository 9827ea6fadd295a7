const { describeShipments } = await import("../../../support/shipments/suite.ts");
describeShipments("SQLite");
