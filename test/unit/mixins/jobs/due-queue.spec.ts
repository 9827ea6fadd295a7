import "../../../support/data-dir.ts";
import { describeDueQueue } from "../../../support/core/due-rows.ts";

describeDueQueue("SQLite");
