import { describeExactlyOnce } from "../../../support/core/exactly-once.ts";

describeExactlyOnce("SQLite, one process's bus");
