import { describeShipments } from "../support/shipments/suite.ts";

describeShipments("MariaDB");
