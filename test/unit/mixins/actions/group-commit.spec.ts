import { describeGroupCommit } from "../../../support/core/group-commit.ts";

describeGroupCommit("SQLite");
