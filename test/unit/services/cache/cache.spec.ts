import "../../../support/data-dir.ts";
import { describeCache } from "../../../support/cache-guard.ts";

describeCache("in process");
