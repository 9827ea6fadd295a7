import { dialect } from "../../../../config/database.ts";
import { describeMigrations } from "../../../support/core/migrations.ts";

// test/faults/migrations.spec.ts runs this file on a separate MariaDB database.
describeMigrations(dialect);
