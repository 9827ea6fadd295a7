import "../../../support/data-dir.ts";
import { describeGroupCommit } from "../../../support/core/group-commit.ts";

describeGroupCommit("SQLite");
