import "../../../support/data-dir.ts";
import { describeStock } from "../../../support/core/stock.ts";

describeStock("SQLite");
