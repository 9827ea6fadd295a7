import { describeStock } from "../../../support/core/stock.ts";

describeStock("SQLite");
