import { openFileBank } from "./support/bank.ts";
import { describeWorkflows } from "./support/workflows.ts";

describeWorkflows("SQLite", openFileBank);
