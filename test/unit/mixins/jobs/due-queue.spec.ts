import { describeDueQueue } from "../../../support/core/due-rows.ts";

describeDueQueue("SQLite");
