import "../../../support/data-dir.ts";

const { describeShipments } = await import("../../../support/shipments/suite.ts");
describeShipments("SQLite");
